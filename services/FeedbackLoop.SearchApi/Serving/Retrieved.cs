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

    /// <summary>Null when the embedder knows nothing of the query.</summary>
    public float[]? QueryVector { get; init; }
}
