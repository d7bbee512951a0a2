using System.Linq.Expressions;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using FeedbackLoop.SearchApi.Vectors;

namespace FeedbackLoop.SearchApi.Tests;

/// <summary>A collection of a vector store in memory; it can be away.</summary>
internal sealed class MemoryVectorStore : StoreVectorSearch
{
    private readonly Lock _lock = new();

    public Dictionary<Guid, StoredItem> Items { get; } = [];

    public bool IsAway { get; set; }

    public int Upserts { get; private set; }

    public int Searches { get; private set; }

    /// <summary>The last search had a filter.</summary>
    public bool WasFiltered { get; private set; }

    protected override Task CreateAsync(CancellationToken cancellationToken) => DoAsync(() => { });

    protected override Task UpsertAsync(IReadOnlyList<StoredItem> items, CancellationToken cancellationToken) => DoAsync(() =>
    {
        foreach (var item in items)
        {
            Items[item.Key] = item;
            Upserts++;
        }
    });

    protected override Task DeleteAsync(IReadOnlyList<Guid> keys, CancellationToken cancellationToken) => DoAsync(() =>
    {
        foreach (var key in keys)
        {
            Items.Remove(key);
        }
    });

    protected override async IAsyncEnumerable<(string ItemId, float Score)> FindAsync(
        ReadOnlyMemory<float> query, int top, Expression<Func<StoredItem, bool>>? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string, float)[] found = [];
        await DoAsync(() =>
        {
            Searches++;
            WasFiltered = filter is not null;
            var passing = filter?.Compile() ?? (_ => true);
            found = [.. Items.Values.Where(passing).Select(item => (item.ItemId, TensorPrimitives.Dot(item.Vector.Span, query.Span))).OrderByDescending(hit => hit.Item2).Take(top)];
        });
        foreach (var hit in found)
        {
            yield return hit;
        }
    }

    private async Task DoAsync(Action action)
    {
        await Task.Yield();
        lock (_lock)
        {
            if (IsAway)
            {
                throw new HttpRequestException("connection refused");
            }

            action();
        }
    }
}
