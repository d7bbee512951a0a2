using FeedbackLoop.Contracts.Retraining;

namespace FeedbackLoop.Data.Registry;

/// <summary>A model on its way into the registry.</summary>
public sealed record NewModel
{
    public required string Version { get; init; }

    /// <summary>"ranker" or "embedder".</summary>
    public required string Kind { get; init; }

    /// <summary>One of <see cref="ModelStatus"/>.</summary>
    public required string Status { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public string? Parent { get; init; }

    /// <summary>The trained model as its trainer writes it; null for a ranker that learned nothing.</summary>
    public byte[]? Artifact { get; init; }
    public required ModelLineage Lineage { get; init; }
}
