namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>The rankers that serve at one moment. Immutable: a search keeps the one it started with.</summary>
public sealed record ServingRankers
{
    public required ServingRanker Champion { get; init; }

    /// <summary>Null outside of an experiment with rankers.</summary>
    public ServingRanker? Challenger { get; init; }

    /// <summary>Set together with <see cref="Challenger"/>.</summary>
    public RunningExperiment? Experiment { get; init; }
}
