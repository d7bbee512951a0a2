namespace FeedbackLoop.Contracts.Search;

public sealed record SearchResponse
{
    /// <summary>The join key of everything that follows from this answer.</summary>
    public required string SearchId { get; init; }

    public required string Modality { get; init; }

    /// <summary>The text that was searched: typed, or understood from speech; null for a picture alone.</summary>
    public string? Query { get; init; }

    /// <summary>The text after typing errors were forgiven; null when nothing was changed.</summary>
    public string? CorrectedQuery { get; init; }

    public required RankerInfo Ranker { get; init; }

    public required double TookMs { get; init; }

    public required IReadOnlyList<SearchResult> Results { get; init; }

    /// <summary>Counts of the candidates by category, type and colour, for the filters beside the results; most frequent first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FacetCount>>? Facets { get; init; }
}

/// <summary>Which model ranked the answer, and for which arm of an experiment.</summary>
public sealed record RankerInfo(string Version, string Arm);

public sealed record FacetCount(string Value, int Count);
