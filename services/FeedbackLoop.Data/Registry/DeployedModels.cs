namespace FeedbackLoop.Data.Registry;

/// <summary>What serves now, of one kind. Readers poll it and act when <see cref="Revision"/> has grown.</summary>
public sealed record DeployedModels
{
    public required string Kind { get; init; }
    public string? Champion { get; init; }
    public string? Challenger { get; init; }

    /// <summary>Null outside of an experiment.</summary>
    public long? ExperimentId { get; init; }

    /// <summary>"interleaving", "ab" or "ramp"; null outside of an experiment.</summary>
    public string? Stage { get; init; }

    /// <summary>Salt of the experiment's hash assignment; null outside of an experiment.</summary>
    public string? Salt { get; init; }

    /// <summary>Share of people in the challenger arm, 0 to 1; while interleaving, the share of people whose answers are interleaved.</summary>
    public required double Share { get; init; }
    public required long Revision { get; init; }
}
