using FeedbackLoop.Retrieval.Adaptation;

namespace FeedbackLoop.Retraining.Adapters;

/// <summary>What an adapter learns from and is judged by.</summary>
public sealed record AdapterDataset
{
    /// <summary>Of people who are not held out.</summary>
    public required IReadOnlyList<QueryFeedback> Training { get; init; }

    /// <summary>Searches of held-out people who took something.</summary>
    public required IReadOnlyList<HeldOutQuery> HeldOut { get; init; }

    /// <summary>Searches that either part comes from.</summary>
    public required int Searches { get; init; }
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }

    /// <summary>Number of the newest example that was looked at.</summary>
    public required long LastExample { get; init; }

    /// <summary>SHA-256 over embedder version and, for each search in order, its id, part, query and evidence; hexadecimal.</summary>
    public required string Hash { get; init; }
}
