using FeedbackLoop.SearchApi.Catalog;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>The items' vectors of one embedder's version, and which of them are nearest to a query. One writer, any number of readers.</summary>
public interface IVectorSearch
{
    /// <summary>Items that were put.</summary>
    int Count { get; }

    /// <summary>Takes an item's vector, or its new one.</summary>
    void Put(int ordinal, float[] vector);

    /// <summary>Brings what is searched up to date with all that was put and with the catalogue's changes.</summary>
    /// <exception cref="VectorSearchException">It cannot now; what is missing is brought with the next call.</exception>
    ValueTask SettleAsync(CatalogSnapshot catalog, CancellationToken cancellationToken);

    /// <summary>The nearest items that pass the filters, best first: their ordinals and cosines.</summary>
    /// <returns>How many were found, at most the length of <paramref name="top"/>.</returns>
    /// <exception cref="VectorSearchException">It cannot answer now.</exception>
    ValueTask<int> SearchAsync(ReadOnlyMemory<float> query, PassingItems passing, Memory<int> top, Memory<float> scores, CancellationToken cancellationToken);
}
