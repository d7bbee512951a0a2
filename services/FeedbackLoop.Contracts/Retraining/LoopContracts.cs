namespace FeedbackLoop.Contracts.Retraining;

/// <summary>The loop's metrics of one window, modality, cohort and ranker. Rates are null where nothing could be counted.</summary>
public sealed record MetricWindow
{
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }

    /// <summary>A modality or "all".</summary>
    public required string Modality { get; init; }

    /// <summary>A cohort or "all".</summary>
    public required string Cohort { get; init; }
    public required long Searches { get; init; }
    public required long Impressions { get; init; }
    public required long Clicks { get; init; }
    public double? Ctr { get; init; }

    /// <summary>Clicks over the sum of examination propensities.</summary>
    public double? CorrectedCtr { get; init; }
    public double? MeanDwellSeconds { get; init; }
    public double? SkipRate { get; init; }
    public double? PogoRate { get; init; }
    public double? AbandonmentRate { get; init; }

    /// <summary>Mean rating mapped to [-1, 1].</summary>
    public double? Satisfaction { get; init; }
    public double? ZeroResultRate { get; init; }

    /// <summary>Share of preference pairs in new feedback that the live ranker's scores order rightly.</summary>
    public double? PairwiseAccuracy { get; init; }
}

/// <summary>A training run, with progress while it goes.</summary>
public sealed record TrainingRun
{
    public required long Id { get; init; }

    /// <summary>What it makes: ranker or query-adapter.</summary>
    public string Kind { get; init; } = "ranker";

    /// <summary>manual, schedule, accuracy, drift or examples; of an adapter manual, schedule, evidence or embedder.</summary>
    public required string Trigger { get; init; }
    public required string Reason { get; init; }

    /// <summary>The trainer that was asked for; null: the configured one.</summary>
    public string? Trainer { get; init; }

    /// <summary>queued, running, done, rejected (did not pass the gate), failed, interrupted (its process ended; tried again as another run).</summary>
    public required string State { get; init; }

    /// <summary>dataset, training, gate, registered, ...</summary>
    public required string Stage { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Progress { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string? ModelVersion { get; init; }
    public string? DatasetHash { get; init; }
    public DateTimeOffset? DataFrom { get; init; }
    public DateTimeOffset? DataTo { get; init; }
    public long? Seed { get; init; }
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>Why it failed or was rejected.</summary>
    public string? Error { get; init; }

    /// <summary>1 for the first try.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The interrupted run that this one tries again.</summary>
    public long? RetryOf { get; init; }
}

/// <summary>A model in the registry with its lineage.</summary>
public sealed record ModelVersion
{
    public required string Version { get; init; }

    /// <summary>ranker, query-adapter or embedder.</summary>
    public required string Kind { get; init; }

    /// <summary>candidate, challenger, champion, retired, rejected or rolled-back.</summary>
    public required string Status { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public string? Parent { get; init; }
    public required ModelLineage Lineage { get; init; }
}

/// <summary>Where a model came from: enough to train it again bit for bit.</summary>
public sealed record ModelLineage
{
    public long? RunId { get; init; }
    public DateTimeOffset? DataFrom { get; init; }
    public DateTimeOffset? DataTo { get; init; }
    public string? DatasetHash { get; init; }
    public long? Examples { get; init; }

    /// <summary>People whose clicks were found forged when the data set was built.</summary>
    public long? DistrustedPeople { get; init; }

    /// <summary>Their searches, from which nothing was learned.</summary>
    public long? DistrustedSearches { get; init; }
    public string? CodeVersion { get; init; }
    public long? Seed { get; init; }
    public string? Trainer { get; init; }

    /// <summary>Of a query adapter: the embedder whose queries it corrects, and the only one that it may serve with.</summary>
    public string? EmbedderVersion { get; init; }
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
}

/// <summary>An experiment of a challenger against the champion.</summary>
public sealed record Experiment
{
    public required long Id { get; init; }

    /// <summary>What it varies: ranker or query-adapter.</summary>
    public string Kind { get; init; } = "ranker";
    public required string Champion { get; init; }
    public required string Challenger { get; init; }

    /// <summary>running, promoted, rolled-back, stopped or inconclusive.</summary>
    public required string State { get; init; }

    /// <summary>interleaving, ab or ramp.</summary>
    public required string Stage { get; init; }

    /// <summary>Share of people in the challenger arm, 0 to 1.</summary>
    public required double Share { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the present stage and share began; looks count from here.</summary>
    public DateTimeOffset StageStartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What ended it, in one sentence with the numbers.</summary>
    public string? Reason { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<ExperimentLook> Looks { get; init; }
}

/// <summary>One look at a running experiment; the interval is anytime-valid, so every look is allowed to end it.</summary>
public sealed record ExperimentLook
{
    public required DateTimeOffset At { get; init; }

    /// <summary>interleaving, ab or ramp.</summary>
    public string? Stage { get; init; }

    /// <summary>Share of people in the challenger arm at this look.</summary>
    public double Share { get; init; }
    public required long ChampionSearches { get; init; }
    public required long ChallengerSearches { get; init; }
    public long ChampionPeople { get; init; }
    public long ChallengerPeople { get; init; }

    /// <summary>Satisfaction per search, 0 to 1; while interleaving, the share of preferences.</summary>
    public required double ChampionMean { get; init; }
    public required double ChallengerMean { get; init; }

    /// <summary>Challenger minus champion.</summary>
    public required double Difference { get; init; }
    public required double Lower { get; init; }
    public required double Upper { get; init; }

    /// <summary>p-value of the sample-ratio test.</summary>
    public double? SrmP { get; init; }

    public IReadOnlyList<GuardrailReading> Guardrails { get; init; } = [];

    /// <summary>What the numbers led to: continue, promote, roll-back, stop.</summary>
    public required string Decision { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public string? Reason { get; init; }
}

/// <summary>A metric that the challenger must not harm, at one look.</summary>
public sealed record GuardrailReading
{
    public required string Metric { get; init; }

    /// <summary>Challenger minus champion; for these metrics more is worse.</summary>
    public required double Difference { get; init; }
    public required double Lower { get; init; }
    public required double Upper { get; init; }
    public required double MaxHarm { get; init; }
    public required bool Breached { get; init; }
}

/// <summary>One drift test.</summary>
public sealed record DriftTest
{
    public required DateTimeOffset At { get; init; }
    public required string Subject { get; init; }
    public required string Method { get; init; }
    public required double Statistic { get; init; }
    public required double Threshold { get; init; }
    public required bool Drifted { get; init; }
}

/// <summary>Answer of GET /api/loop: what the loop's page shows on top.</summary>
public sealed record LoopStatus
{
    public required string Champion { get; init; }

    /// <summary>The challenging ranker or query adapter.</summary>
    public string? Challenger { get; init; }

    /// <summary>The query adapter that serves; "no-adapter" for none.</summary>
    public string Adapter { get; init; } = "no-adapter";
    public required long Searches { get; init; }
    public required long Examples { get; init; }
    public required long ExamplesSinceLastRun { get; init; }
    public required long Runs { get; init; }
    public required long Promotions { get; init; }
    public required long RollBacks { get; init; }
    public TrainingRun? CurrentRun { get; init; }
    public Experiment? CurrentExperiment { get; init; }

    /// <summary>What the trigger rules said last, one sentence each.</summary>
    public required IReadOnlyList<string> Triggers { get; init; }
}

/// <summary>Estimated examination propensities of one modality, as GET /api/position-bias lists them.</summary>
public sealed record PositionBias
{
    public required string Modality { get; init; }

    /// <summary>Relative to position 1, which comes first.</summary>
    public required IReadOnlyList<float> Propensities { get; init; }
    public required string Method { get; init; }

    /// <summary>Searches with randomly varied order that the estimate rests on.</summary>
    public required long Searches { get; init; }
    public required DateTimeOffset EstimatedAt { get; init; }
}

/// <summary>Body of POST /api/runs; all fields may be absent.</summary>
public sealed record RetrainRequest
{
    /// <summary>Stored with the run, at most 500 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>What to train: ranker (the default) or query-adapter.</summary>
    public string? Kind { get; init; }

    /// <summary>The trainer of a ranker: lambdamart, or lightgbm in builds of the cloud profile. Absent: Retraining:Training:Trainer.</summary>
    public string? Trainer { get; init; }
}

/// <summary>Body of POST /api/models: a ranker made elsewhere that is to be tested as a challenger.</summary>
public sealed record ModelUpload
{
    /// <summary>1 to 64 letters, digits, '.', '_' or '-'.</summary>
    public required string Version { get; init; }

    /// <summary>The artifact as the trainer writes it, or the model text of LightGBM; base64, at most 64 MB decoded.</summary>
    public required string Artifact { get; init; }

    /// <summary>Where it comes from, at most 500 characters.</summary>
    public string? Note { get; init; }
}

/// <summary>Body of the calls by which an operator promotes, rolls back or stops; may be absent.</summary>
public sealed record OperatorDecision
{
    /// <summary>Stored with the decision, at most 500 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a roll-back: ranker (the default) or query-adapter.</summary>
    public string? Kind { get; init; }
}

/// <summary>One feature's part in a model, as GET /api/models/{version}/importance lists it.</summary>
/// <param name="Gain">Share of the loss reduction of all splits, 0 to 1.</param>
public sealed record FeatureGain(string Feature, double Gain, int Splits);

/// <summary>A change of the champion.</summary>
public sealed record DeploymentRecord
{
    /// <summary>ranker or query-adapter.</summary>
    public string Kind { get; init; } = "ranker";
    public required DateTimeOffset At { get; init; }
    public string? From { get; init; }
    public required string To { get; init; }

    /// <summary>promote or roll-back.</summary>
    public required string Action { get; init; }
    public required string Reason { get; init; }
    public long? ExperimentId { get; init; }

    /// <summary>watching, kept, taken-back, ended; null when it was not watched.</summary>
    public string? Watch { get; init; }
}
