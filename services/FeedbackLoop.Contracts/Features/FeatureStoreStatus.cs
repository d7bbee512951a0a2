namespace FeedbackLoop.Contracts.Features;

/// <summary>Answer of GET /api/features/status.</summary>
public sealed record FeatureStoreStatus
{
    /// <summary>Last log position whose effects are committed.</summary>
    public required long Position { get; init; }

    /// <summary>Events that are in the log and not yet counted.</summary>
    public required long Lag { get; init; }
    public required long SearchesOpen { get; init; }
    public required long Examples { get; init; }

    /// <summary>Examples left out of training, by reason (bot, flood, ...).</summary>
    public required IReadOnlyDictionary<string, long> Excluded { get; init; }
    public required long ItemsWithFeedback { get; init; }
    public required long EventsCounted { get; init; }
}
