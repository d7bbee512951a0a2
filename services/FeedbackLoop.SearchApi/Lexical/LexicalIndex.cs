using System.Collections.Frozen;
using FeedbackLoop.Data.Catalog;

namespace FeedbackLoop.SearchApi.Lexical;

/// <summary>
/// An inverted index over the lexemes that PostgreSQL's full text search made of the items (column item.search), held in memory because asking
/// the database costs milliseconds per query that matches many items. Scores are BM25F (Zaragoza et al. 2004) over title, type and colour, category
/// and description, times the square of the share of the query's terms that an item has: an item with all terms comes before one with some.
/// Immutable; safe for any number of readers.
/// </summary>
public sealed class LexicalIndex
{
    private const float K1 = 1.2f;
    private const float B = 0.5f;
    private const float TitleWeight = 2f;
    private const float TypeWeight = 2f;
    private const float CategoryWeight = 0.8f;
    private const float DescriptionWeight = 0.4f;

    private readonly FrozenDictionary<string, int> _lexemes;
    private readonly int[] _starts;
    private readonly int[] _items;
    private readonly float[] _impacts;
    private readonly bool[] _inTitle;

    /// <param name="items">By ordinal; null and deleted ones are not indexed.</param>
    public LexicalIndex(IReadOnlyList<CatalogItem?> items)
    {
        ItemCount = items.Count;
        var lexemes = new Dictionary<string, int>(StringComparer.Ordinal);
        var counts = new List<int>();
        var lengths = new float[items.Count];
        var total = 0d;
        var live = 0;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not { Deleted: false } item)
            {
                continue;
            }

            live++;
            foreach (var lexeme in item.Lexemes)
            {
                lengths[i] += Weight(lexeme);
                if (!lexemes.TryGetValue(lexeme.Text, out var id))
                {
                    lexemes[lexeme.Text] = id = counts.Count;
                    counts.Add(0);
                }

                counts[id]++;
            }

            total += lengths[i];
        }

        _starts = new int[counts.Count + 1];
        for (var id = 0; id < counts.Count; id++)
        {
            _starts[id + 1] = _starts[id] + counts[id];
        }

        _items = new int[_starts[^1]];
        _impacts = new float[_starts[^1]];
        _inTitle = new bool[_starts[^1]];
        var next = _starts.AsSpan(0, counts.Count).ToArray();
        var average = live == 0 ? 1 : (float)(total / live);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not { Deleted: false } item)
            {
                continue;
            }

            var norm = K1 * (1 - B + B * lengths[i] / average);
            foreach (var lexeme in item.Lexemes)
            {
                var id = lexemes[lexeme.Text];
                var place = next[id]++;
                var frequency = Weight(lexeme);
                var idf = MathF.Log(1 + (live - counts[id] + 0.5f) / (counts[id] + 0.5f));
                _items[place] = i;
                _impacts[place] = idf * frequency * (K1 + 1) / (frequency + norm);
                _inTitle[place] = lexeme.A > 0;
            }
        }

        _lexemes = lexemes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public int ItemCount { get; }

    public bool Contains(string lexeme) => _lexemes.ContainsKey(lexeme);

    /// <summary>Scores every item that has a term of the query; what was found stays in <paramref name="match"/> until it is cleared.</summary>
    /// <param name="terms">Each a set of alternative lexemes (an item has the term when it has one of them).</param>
    public void Match(IReadOnlyList<string[]> terms, LexicalMatch match)
    {
        match.Begin(ItemCount);
        foreach (var alternatives in terms)
        {
            var known = false;
            foreach (var lexeme in alternatives)
            {
                if (!_lexemes.TryGetValue(lexeme, out var id))
                {
                    continue;
                }

                known = true;
                var (start, end) = (_starts[id], _starts[id + 1]);
                for (var place = start; place < end; place++)
                {
                    match.Add(_items[place], _impacts[place], _inTitle[place]);
                }
            }

            match.EndTerm(known);
        }
    }

    private static float Weight(ItemLexeme lexeme) =>
        TitleWeight * lexeme.A + TypeWeight * lexeme.B + CategoryWeight * lexeme.C + DescriptionWeight * lexeme.D;
}
