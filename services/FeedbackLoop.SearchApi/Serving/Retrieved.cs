using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Lexical;
using FeedbackLoop.SearchApi.Vectors;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>What retrieval worked with; the candidates themselves are in the <see cref="SearchScratch"/>.</summary>
public sealed record Retrieved
{
    public required CatalogSnapshot Catalog { get; init; }
    public required ParsedQuery Query { get; init; }

    /// <summary>The key that groups equal queries.</summary>
    public required string QueryKey { get; init; }

    /// <summary>Null while no embedder is deployed.</summary>
    public VectorSpace? Space { get; init; }

    /// <summary>The query as the embedder sees it; null when it knows nothing of it.</summary>
    public float[]? EmbeddedVector { get; init; }

    /// <summary>What was searched for: <see cref="EmbeddedVector"/> as the adapter corrected it; null when neither knows anything of the query.</summary>
    public float[]? QueryVector { get; init; }
}
