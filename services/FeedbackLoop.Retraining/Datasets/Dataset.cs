namespace FeedbackLoop.Retraining.Datasets;

/// <summary>What a run learns from and is judged by, in order of serving.</summary>
public sealed record Dataset
{
    public required IReadOnlyList<WeighedSearch> Searches { get; init; }
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }

    /// <summary>Number of the newest example in the window, used or not: later ones are "new".</summary>
    public required long LastExample { get; init; }

    /// <summary>People whose clicks <see cref="ForgeryCheck"/> found forged.</summary>
    public required int DistrustedPeople { get; init; }

    /// <summary>Their searches, left out.</summary>
    public required int DistrustedSearches { get; init; }

    /// <summary>SHA-256 of the canonical bytes, hexadecimal.</summary>
    public required string Hash { get; init; }
}
