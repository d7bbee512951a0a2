using System.Linq.Expressions;
using FeedbackLoop.SearchApi.Catalog;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>
/// Vector search in a store outside this process, which each replica of the service feeds with the same records. What the store answers is held against the
/// catalogue of this search: an item that it does not have, or that no longer passes, is left out.
/// </summary>
public abstract class StoreVectorSearch : IVectorSearch
{
    private const int MostInOneWrite = 256;

    // People do not wait longer for a store that is slow or away.
    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(2);

    private readonly Dictionary<int, float[]> _vectors = [];
    private readonly Dictionary<int, long> _written = []; // revisions
    private readonly HashSet<int> _waiting = [];
    private CatalogSnapshot? _catalog;
    private bool _exists;
    private volatile int _count;

    public int Count => _count;

    public void Put(int ordinal, float[] vector)
    {
        _vectors[ordinal] = vector;
        _waiting.Add(ordinal);
        _count = _vectors.Count;
    }

    public async ValueTask SettleAsync(CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        if (catalog != _catalog)
        {
            _waiting.UnionWith(_written.Where(item => catalog.Items[item.Key].Revision != item.Value).Select(item => item.Key));
            _catalog = catalog;
        }

        try
        {
            if (!_exists)
            {
                await CreateAsync(cancellationToken);
                _exists = true;
            }

            foreach (var ordinals in _waiting.Chunk(MostInOneWrite).ToArray())
            {
                await WriteAsync(catalog, ordinals, cancellationToken);
            }
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VectorSearchException($"The vector store takes no items: {failure.Message}", failure);
        }
    }

    public async ValueTask<int> SearchAsync(
        ReadOnlyMemory<float> query, PassingItems passing, Memory<int> top, Memory<float> scores, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SearchLimit);
        try
        {
            var count = 0;
            await foreach (var (itemId, score) in FindAsync(query, top.Length, StoredItemFilter.Of(passing.Filters), limit.Token).WithCancellation(limit.Token))
            {
                if (count < top.Length && passing.Catalog.OrdinalOf(itemId) is var ordinal && passing.Ordinals.Contains(ordinal))
                {
                    (top.Span[count], scores.Span[count]) = (ordinal, score);
                    count++;
                }
            }

            return count;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VectorSearchException($"The vector store gives no answer: {failure.Message}", failure);
        }
    }

    /// <summary>Makes the collection where there is none.</summary>
    protected abstract Task CreateAsync(CancellationToken cancellationToken);

    /// <summary>Adds or replaces records by key.</summary>
    protected abstract Task UpsertAsync(IReadOnlyList<StoredItem> items, CancellationToken cancellationToken);

    /// <summary>Takes records away; keys that are not there are no failure.</summary>
    protected abstract Task DeleteAsync(IReadOnlyList<Guid> keys, CancellationToken cancellationToken);

    /// <summary>Item ids with cosines, best first.</summary>
    protected abstract IAsyncEnumerable<(string ItemId, float Score)> FindAsync(
        ReadOnlyMemory<float> query, int top, Expression<Func<StoredItem, bool>>? filter, CancellationToken cancellationToken);

    private async Task WriteAsync(CatalogSnapshot catalog, int[] ordinals, CancellationToken cancellationToken)
    {
        var (gone, kept) = (new List<Guid>(), new List<StoredItem>());
        foreach (var ordinal in ordinals)
        {
            var item = catalog.Items[ordinal];
            if (item.Deleted)
            {
                gone.Add(StoredItem.KeyOfItem(item.ItemId));
            }
            else
            {
                kept.Add(StoredItem.Of(item, _vectors[ordinal]));
            }
        }

        if (gone.Count > 0)
        {
            await DeleteAsync(gone, cancellationToken);
        }

        if (kept.Count > 0)
        {
            await UpsertAsync(kept, cancellationToken);
        }

        foreach (var ordinal in ordinals)
        {
            _written[ordinal] = catalog.Items[ordinal].Revision;
            _waiting.Remove(ordinal);
        }
    }
}
