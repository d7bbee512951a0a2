using FeedbackLoop.Contracts.Events;

namespace FeedbackLoop.Retraining.Examples;

/// <summary>One row of training_example: a search, what was shown, and what people did. Arrays run over the shown positions.</summary>
public sealed record ClosedSearch
{
    public required long ExampleNo { get; init; }
    public required string SearchId { get; init; }
    public required string? PersonId { get; init; }

    /// <summary>What was typed or understood; empty for a picture alone.</summary>
    public string Query { get; init; } = "";
    public required string QueryKey { get; init; }
    public required string Modality { get; init; }
    public required string Cohort { get; init; }
    public required string RankerVersion { get; init; }
    public string EmbedderVersion { get; init; } = "none";
    public string AdapterVersion { get; init; } = SearchServed.NoAdapter;
    public required string Arm { get; init; }
    public required long? ExperimentId { get; init; }
    public required DateTimeOffset ServedAt { get; init; }
    public required string[] ItemIds { get; init; }
    public required float[] Scores { get; init; }
    public required float[] Propensities { get; init; }

    /// <summary>Shown items x features, row-major; empty unless asked for.</summary>
    public required float[] Features { get; init; }

    /// <summary>The two positions (1-based) that were exchanged at random; null when none were.</summary>
    public required int[]? Swapped { get; init; }

    /// <summary>0 champion, 1 challenger, -1 shared; null unless interleaved.</summary>
    public required int[]? Teams { get; init; }
    public required bool[] Seen { get; init; }
    public required bool[] Clicked { get; init; }

    /// <summary>-1: unknown.</summary>
    public required int[] DwellMs { get; init; }
    public required bool[] Pogo { get; init; }
    public required bool[] Skipped { get; init; }
    public required bool[] Added { get; init; }

    /// <summary>-1 to 1; NaN: none.</summary>
    public required float[] Rating { get; init; }

    /// <summary>0 to 4.</summary>
    public required float[] Grade { get; init; }
    public required bool Abandoned { get; init; }

    /// <summary>Trust in this search, 0 to 1.</summary>
    public required float Weight { get; init; }

    /// <summary>Milliseconds that the answer took to make; null when nobody measured.</summary>
    public float? TookMs { get; init; }

    /// <summary>Cosine of the query and the nearest item; null when vector search found nothing.</summary>
    public float? VectorMatch { get; init; }

    /// <summary>Why it must not be learned from; null: it may be.</summary>
    public required string? Excluded { get; init; }

    /// <summary>Whether anything is known of the item at a 0-based position: it was looked at, or something was done with it.</summary>
    public bool IsKnown(int position) => Seen[position] || Skipped[position] || Clicked[position] || !float.IsNaN(Rating[position]);
}
