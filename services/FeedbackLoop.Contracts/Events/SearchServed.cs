namespace FeedbackLoop.Contracts.Events;

/// <summary>What was shown, remembered in the moment it was shown: training sees exactly what serving saw.</summary>
public sealed record SearchServed
{
    /// <summary>The adapter version of queries that the embedder alone understood.</summary>
    public const string NoAdapter = "no-adapter";

    public required string SearchId { get; init; }

    /// <summary>The person's anonymous id; null when the caller gave none.</summary>
    public string? PersonId { get; init; }

    /// <summary>The text that was searched (typed or transcribed); empty for a picture alone.</summary>
    public required string Query { get; init; }

    /// <summary>The key that groups equal queries: normalised text, or "image:" and a hash of the picture's coarse code.</summary>
    public required string QueryKey { get; init; }

    /// <summary>text, image, voice or mixed; see <see cref="Search.Modality"/>.</summary>
    public required string Modality { get; init; }

    /// <summary>Coarse group of people or devices (for example "phone", "desktop"); "all" when unknown.</summary>
    public required string Cohort { get; init; }

    public required string RankerVersion { get; init; }

    public required string EmbedderVersion { get; init; }

    /// <summary>The query adapter that served, whether or not it knew a word of this query; <see cref="NoAdapter"/> for none, and in events of older builds.</summary>
    public string AdapterVersion { get => field ?? NoAdapter; init; } = NoAdapter;

    /// <summary>champion, challenger or interleaved.</summary>
    public required string Arm { get; init; }

    public long? ExperimentId { get; init; }

    public required DateTimeOffset ServedAt { get; init; }

    /// <summary>Shown item ids in order; index 0 is position 1.</summary>
    public required string[] ItemIds { get; init; }

    /// <summary>The ranker's score of each shown item.</summary>
    public required float[] Scores { get; init; }

    /// <summary>Estimated probability of each position being examined, in (0, 1].</summary>
    public required float[] Propensities { get; init; }

    /// <summary>Little-endian float32, row-major, shown items x features; NaN is "missing". Names: <see cref="Features.RankingFeatures.Names"/>.</summary>
    public required byte[] Features { get; init; }

    /// <summary>The version of the feature list, <see cref="Features.RankingFeatures.Version"/>.</summary>
    public required int FeatureVersion { get; init; }

    /// <summary>Two positions (1-based) that were exchanged at random to learn position bias; null when none were.</summary>
    public int[]? Swapped { get; init; }

    /// <summary>For interleaved answers the team (0 champion, 1 challenger, -1 shared) of each shown item.</summary>
    public int[]? Teams { get; init; }

    /// <summary>Milliseconds that the answer took to make, until it was handed to the log; null in events of older builds.</summary>
    public float? TookMs { get; init; }

    /// <summary>Cosine of the query and the nearest item's vector among those that pass the filters; null when vector search found nothing.</summary>
    public float? VectorMatch { get; init; }
}
