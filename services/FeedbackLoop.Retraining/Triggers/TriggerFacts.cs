using FeedbackLoop.Contracts.Retraining;

namespace FeedbackLoop.Retraining.Triggers;

/// <summary>All that the trigger rules look at.</summary>
public sealed record TriggerFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Start of the last run that was not cut short; null: none yet.</summary>
    public required DateTimeOffset? LastRunAt { get; init; }

    /// <summary>When examples began; null: there are none.</summary>
    public required DateTimeOffset? FirstExampleAt { get; init; }

    /// <summary>When the present champion began to serve; null: from the start.</summary>
    public required DateTimeOffset? ChampionSince { get; init; }
    public required long Examples { get; init; }
    public required long ExamplesSinceLastRun { get; init; }

    /// <summary>A run is queued or under way.</summary>
    public required bool RunPending { get; init; }

    /// <summary>A model waits for or is in its experiment: its verdict comes first.</summary>
    public required string? Undecided { get; init; }

    /// <summary>Settled windows over all modalities and cohorts, oldest first, with the weight of their preference pairs.</summary>
    public required IReadOnlyList<(MetricWindow Window, double Pairs)> Windows { get; init; }

    /// <summary>Drift looks since the last run, oldest first: which subjects drifted.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> DriftLooks { get; init; }
}
