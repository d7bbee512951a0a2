namespace FeedbackLoop.Contracts.Features;

/// <summary>Exponentially decayed counters of one (scope, item) pair as of <see cref="AsOf"/>: halve them for every half-life that has passed since.
/// Layout of <see cref="Slow"/> and <see cref="Fast"/>: the constants below.</summary>
public sealed record FeatureCounters
{
    /// <summary>Shown and seen.</summary>
    public const int Impressions = 0;

    /// <summary>Sum of the examination propensities of the seen impressions: the expected number of looks. Clicks over this is the position-corrected CTR.</summary>
    public const int Exposure = 1;
    public const int Clicks = 2;
    public const int Skips = 3;
    public const int PogoSticks = 4;
    public const int DwellCount = 5;

    /// <summary>Sum of ln(1 + dwell seconds).</summary>
    public const int DwellLogSum = 6;
    public const int Adds = 7;
    public const int RatingCount = 8;

    /// <summary>Sum of ratings mapped to [-1, 1].</summary>
    public const int RatingSum = 9;
    public const int Count = 10;

    /// <summary>"" for the item over all queries, "m:{modality}" for one modality, "q:{queryKey}" for one query.</summary>
    public required string Scope { get; init; }
    public required string ItemId { get; init; }
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Half-life in days (default 14).</summary>
    public required double[] Slow { get; init; }

    /// <summary>Half-life in hours (default 6).</summary>
    public required double[] Fast { get; init; }

    public static string ModalityScope(string modality) => "m:" + modality;

    public static string QueryScope(string queryKey) => "q:" + queryKey;
}
