namespace FeedbackLoop.Retraining.Adapters;

/// <summary>All that decides whether an adapter is trained now.</summary>
public sealed record AdapterFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>The embedder that serves; null: none.</summary>
    public required string? Embedder { get; init; }

    /// <summary>The embedder of the last adapter that was made; null: none was.</summary>
    public required string? LastEmbedder { get; init; }

    /// <summary>Start of the last run that was not cut short; null: none yet.</summary>
    public required DateTimeOffset? LastRunAt { get; init; }

    /// <summary>Searches by words without a good vector match in which people took something, since the last run.</summary>
    public required long NewEvidence { get; init; }

    /// <summary>The oldest of <see cref="NewEvidence"/>; null: there is none.</summary>
    public required DateTimeOffset? FirstEvidenceAt { get; init; }

    /// <summary>A run of whatever kind is queued or under way.</summary>
    public required bool RunPending { get; init; }

    /// <summary>An adapter that waits for or is in its experiment, or is being watched.</summary>
    public required string? Undecided { get; init; }
}
