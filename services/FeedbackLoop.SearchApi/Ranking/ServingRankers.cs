namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>The rankers that serve at one moment, and how people are split between them. Immutable: a search keeps the one it started with.</summary>
public sealed record ServingRankers
{
    public required ServingRanker Champion { get; init; }

    /// <summary>Null outside of an experiment.</summary>
    public ServingRanker? Challenger { get; init; }
    public long? ExperimentId { get; init; }

    /// <summary>One of <see cref="Data.Registry.ExperimentStage"/>.</summary>
    public string? Stage { get; init; }

    /// <summary>The layer of the hash assignment.</summary>
    public string Salt { get; init; } = "";

    /// <summary>Share of people whom the challenger reaches.</summary>
    public double Share { get; init; }
}
