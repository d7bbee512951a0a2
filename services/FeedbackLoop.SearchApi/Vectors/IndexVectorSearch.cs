using FeedbackLoop.Retrieval.Index;
using FeedbackLoop.SearchApi.Catalog;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>The index in this process. A bitmap is its filter, so that it needs to know nothing of the items.</summary>
public sealed class IndexVectorSearch(int dimensions) : IVectorSearch
{
    private readonly VectorIndex _items = new(dimensions);

    public int Count => _items.Count;

    /// <summary>True while every search scans all vectors.</summary>
    public bool IsExact => _items.IsExact;

    public void Put(int ordinal, float[] vector) => _items.Upsert(ordinal, vector);

    public ValueTask SettleAsync(CatalogSnapshot catalog, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<int> SearchAsync(
        ReadOnlyMemory<float> query, PassingItems passing, Memory<int> top, Memory<float> scores, CancellationToken cancellationToken)
    {
        Span<Hit> hits = stackalloc Hit[top.Length];
        var count = _items.Search(query.Span, top.Length, hits, passing.Ordinals);
        for (var i = 0; i < count; i++)
        {
            (top.Span[i], scores.Span[i]) = (hits[i].Id, hits[i].Score);
        }

        return new(count);
    }

    /// <summary>Moves to inverted lists beside the traffic; searches and new vectors go on meanwhile.</summary>
    public void Optimise(CancellationToken cancellationToken) => _items.Optimise(new InvertedFileOptions { OnOneCore = true }, cancellationToken);
}
