using System.Collections.Frozen;
using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.Retrieval.Index;
using FeedbackLoop.SearchApi.Lexical;

namespace FeedbackLoop.SearchApi.Catalog;

/// <summary>The catalogue at one moment, by ordinal: an item keeps its ordinal as long as the process lives. Immutable.</summary>
public sealed class CatalogSnapshot
{
    private const int MostFacets = 100;

    private readonly FrozenDictionary<string, int> _ordinals;
    private readonly SlotBitmap _live;
    private readonly SlotBitmap _available;

    /// <param name="items">By ordinal, deleted ones included.</param>
    /// <param name="lexemes">Knows the words of all items.</param>
    /// <param name="revision">Highest revision among the items; -1 for none.</param>
    public CatalogSnapshot(CatalogItem[] items, Lexemes lexemes, long revision)
    {
        Items = items;
        Revision = revision;
        _ordinals = Enumerable.Range(0, items.Length).ToFrozenDictionary(i => items[i].ItemId, StringComparer.Ordinal);
        _live = new SlotBitmap(items.Length);
        _available = new SlotBitmap(items.Length);
        PriceLogs = new float[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            PriceLogs[i] = items[i].Price is { } price ? MathF.Log(1 + (float)price) : float.NaN;
            if (!items[i].Deleted)
            {
                _live.Add(i);
                if (items[i].Available)
                {
                    _available.Add(i);
                }
            }
        }

        ItemCount = _live.Count;
        Categories = new(Array.ConvertAll(items, i => i.Deleted ? null : i.Category), isPath: true, lexemes);
        Types = new(Array.ConvertAll(items, i => i.Deleted ? null : i.Type), isPath: false, lexemes);
        Colours = new(Array.ConvertAll(items, i => i.Deleted ? null : i.Colour), isPath: false, lexemes);
        Lexical = new(items);
        Vocabulary = new(CountWords(items));
        Facets = CountFacets();
    }

    public static CatalogSnapshot Empty(Lexemes lexemes) => new([], lexemes, -1);

    public CatalogItem[] Items { get; }
    public long Revision { get; }

    /// <summary>Items that can be found: deleted ones are not counted.</summary>
    public int ItemCount { get; }

    /// <summary>ln(1 + price) by ordinal; NaN without a price.</summary>
    public float[] PriceLogs { get; }
    public FieldIndex Categories { get; }
    public FieldIndex Types { get; }
    public FieldIndex Colours { get; }
    public LexicalIndex Lexical { get; }
    public Vocabulary Vocabulary { get; }
    public CatalogFacets Facets { get; }

    /// <summary>The ordinal of an item that is not deleted.</summary>
    public bool TryFind(string itemId, out int ordinal) => _ordinals.TryGetValue(itemId, out ordinal) && !Items[ordinal].Deleted;

    /// <summary>The ordinal of an item, deleted or not; -1 when the catalogue never had it.</summary>
    public int OrdinalOf(string itemId) => _ordinals.TryGetValue(itemId, out var ordinal) ? ordinal : -1;

    /// <summary>The items that pass the filters.</summary>
    public SlotBitmap Passing(SearchFilters? filters)
    {
        if (filters is null)
        {
            return _live;
        }

        var passing = _live;
        passing = Restrict(passing, Categories, filters.Category);
        passing = Restrict(passing, Types, filters.Type);
        passing = Restrict(passing, Colours, filters.Colour);
        if (filters.Available is { } available)
        {
            passing = available ? passing.Intersect(_available) : Where(passing, i => !i.Available);
        }

        if (filters.MinPrice is not null || filters.MaxPrice is not null)
        {
            passing = Where(passing, i => i.Price is { } price && price >= (filters.MinPrice ?? 0) && price <= (filters.MaxPrice ?? decimal.MaxValue));
        }

        return passing;
    }

    private SlotBitmap Restrict(SlotBitmap passing, FieldIndex field, string? value) =>
        string.IsNullOrWhiteSpace(value) ? passing : field.With(value) is { } with ? passing.Intersect(with) : new SlotBitmap(Items.Length);

    private SlotBitmap Where(SlotBitmap items, Func<CatalogItem, bool> predicate)
    {
        var passing = new SlotBitmap(Items.Length);
        for (var i = 0; i < Items.Length; i++)
        {
            if (items.Contains(i) && predicate(Items[i]))
            {
                passing.Add(i);
            }
        }

        return passing;
    }

    private static Dictionary<string, int> CountWords(CatalogItem[] items)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Deleted)
            {
                continue;
            }

            own.Clear();
            foreach (var text in (ReadOnlySpan<string?>)[item.Title, item.Type, item.Colour, item.Category, item.Description])
            {
                own.UnionWith(Words.Of(text));
            }

            foreach (var word in own)
            {
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }

        return counts;
    }

    private CatalogFacets CountFacets()
    {
        var prices = Items.Where(i => !i.Deleted && i.Price is not null).Select(i => i.Price!.Value).DefaultIfEmpty(-1).ToArray();
        return new()
        {
            Items = ItemCount,
            Categories = Count(Categories),
            Types = Count(Types),
            Colours = Count(Colours),
            MinPrice = prices.Min() is var least and >= 0 ? least : null,
            MaxPrice = prices.Max() is var most and >= 0 ? most : null,
        };
    }

    private CatalogFacet[] Count(FieldIndex field)
    {
        var pictures = new string?[field.Values.Length];
        for (var i = 0; i < Items.Length; i++)
        {
            if (field.ValueOf(i) is var value and >= 0 && Items[i].HasImage)
            {
                pictures[value] ??= ItemLinks.Image(Items[i]);
            }
        }

        return [.. Enumerable.Range(0, field.Values.Length)
            .OrderByDescending(v => field.Counts[v]).ThenBy(v => field.Values[v], StringComparer.Ordinal)
            .Take(MostFacets)
            .Select(v => new CatalogFacet(field.Values[v], field.Counts[v], pictures[v]))];
    }
}
