using System.Diagnostics;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.SearchApi.Lexical;
using FeedbackLoop.SearchApi.Serving;

namespace FeedbackLoop.SearchApi.Catalog;

/// <summary>Holds the catalogue in memory and follows its changes by revision.</summary>
public sealed class CatalogFollower(CatalogReader reader, Lexemes lexemes, SearchOptions options, TimeProvider time, ILogger<CatalogFollower> logger)
    : Follower(options, time, logger)
{
    private readonly List<CatalogItem> _items = [];
    private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);
    private readonly RevisionCursor _cursor = new();
    private volatile CatalogSnapshot _current = CatalogSnapshot.Empty(lexemes);

    public CatalogSnapshot Current => _current;

    protected override async Task<TimeSpan?> FollowAsync(CancellationToken cancellationToken)
    {
        var horizon = await reader.ItemHorizonAsync(cancellationToken);
        if (!_cursor.MayHaveNews(horizon))
        {
            return null;
        }

        var changed = 0;
        await foreach (var item in reader.ChangedAfterAsync(_cursor.Settled, cancellationToken))
        {
            changed += Take(item) ? 1 : 0;
        }

        _cursor.WasRead(horizon);
        return changed == 0 ? null : await BuildAsync(changed, cancellationToken);
    }

    private bool Take(CatalogItem item)
    {
        if (!_ordinals.TryGetValue(item.ItemId, out var ordinal))
        {
            _ordinals[item.ItemId] = _items.Count;
            _items.Add(item);
            return true;
        }

        if (_items[ordinal].Revision == item.Revision)
        {
            return false;
        }

        _items[ordinal] = item;
        return true;
    }

    private async Task<TimeSpan?> BuildAsync(int changed, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var items = _items.ToArray();
        await lexemes.LearnAsync(items.SelectMany(i => Words.Of(i.Type).Concat(Words.Of(i.Colour)).Concat(Words.Of(i.Category))), cancellationToken);
        var snapshot = new CatalogSnapshot(items, lexemes, items.Max(i => i.Revision));
        await lexemes.LearnAsync(snapshot.Vocabulary.All, cancellationToken);
        _current = snapshot;
        var took = Stopwatch.GetElapsedTime(started);
        logger.LogInformation("Catalogue: {Changed} items changed, {Items} can be found, {Words} words; took {Milliseconds:F0} ms",
            changed, snapshot.ItemCount, snapshot.Vocabulary.Count, took.TotalMilliseconds);

        // While an import runs a large catalogue is not built anew every second.
        return took * 5 > TimeSpan.FromSeconds(1) ? took * 5 : null;
    }
}
