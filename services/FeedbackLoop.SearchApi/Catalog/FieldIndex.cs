using System.Collections.Frozen;
using FeedbackLoop.Retrieval.Index;
using FeedbackLoop.SearchApi.Lexical;

namespace FeedbackLoop.SearchApi.Catalog;

/// <summary>The values of one field (category, type or colour): which items have which, and which of them a query names.</summary>
public sealed class FieldIndex
{
    private readonly int[] _valueOfItem;
    private readonly int[][] _lexemesOfValue;
    private readonly FrozenDictionary<string, int> _lexemes;
    private readonly FrozenDictionary<string, SlotBitmap> _sets;

    /// <param name="values">The field of each item by ordinal; null where it has none or the item is not shown.</param>
    /// <param name="isPath">True when "A > B" is also found under "A".</param>
    /// <param name="lexemes">Knows the words of all values.</param>
    public FieldIndex(IReadOnlyList<string?> values, bool isPath, Lexemes lexemes)
    {
        _valueOfItem = new int[values.Count];
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new List<string>();
        var counts = new List<int>();
        var sets = new Dictionary<string, SlotBitmap>(StringComparer.Ordinal);
        for (var i = 0; i < values.Count; i++)
        {
            _valueOfItem[i] = -1;
            if (string.IsNullOrWhiteSpace(values[i]))
            {
                continue;
            }

            var name = values[i]!.Trim();
            if (!ids.TryGetValue(name, out var id))
            {
                ids[name] = id = names.Count;
                names.Add(name);
                counts.Add(0);
            }

            _valueOfItem[i] = id;
            counts[id]++;
        }

        Values = [.. names];
        Counts = [.. counts];
        for (var i = 0; i < values.Count; i++)
        {
            if (_valueOfItem[i] >= 0)
            {
                Set(sets, Key(Values[_valueOfItem[i]]), values.Count).Add(i);
            }
        }

        if (isPath)
        {
            foreach (var (path, items) in sets.ToArray())
            {
                for (var end = path.LastIndexOf('>'); end > 0; end = path.LastIndexOf('>', end - 1))
                {
                    Set(sets, path[..end].TrimEnd(), values.Count).UnionWith(items);
                }
            }
        }

        _sets = sets.ToFrozenDictionary(StringComparer.Ordinal);
        var lexemeIds = new Dictionary<string, int>(StringComparer.Ordinal);
        _lexemesOfValue = new int[Values.Length][];
        for (var id = 0; id < Values.Length; id++)
        {
            var own = new SortedSet<int>();
            foreach (var word in Words.Of(Values[id]))
            {
                foreach (var lexeme in lexemes.TryGet(word, out var known) ? known : [word])
                {
                    if (!lexemeIds.TryGetValue(lexeme, out var lexemeId))
                    {
                        lexemeIds[lexeme] = lexemeId = lexemeIds.Count;
                    }

                    own.Add(lexemeId);
                }
            }

            _lexemesOfValue[id] = [.. own];
        }

        _lexemes = lexemeIds.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The distinct values.</summary>
    public string[] Values { get; }

    /// <summary>How many items have each of <see cref="Values"/>.</summary>
    public int[] Counts { get; }

    /// <summary>The index into <see cref="Values"/> of an item's value; -1 when it has none.</summary>
    public int ValueOf(int ordinal) => ordinal < _valueOfItem.Length ? _valueOfItem[ordinal] : -1;

    /// <summary>The items with this value (of a path: or below it), whatever the case; null when no item has it.</summary>
    public SlotBitmap? With(string value) => _sets.GetValueOrDefault(Key(value));

    /// <summary>The lexemes of a query that occur in this field's values.</summary>
    public int[] NamedBy(IReadOnlyList<string[]> terms)
    {
        List<int>? named = null;
        foreach (var term in terms)
        {
            foreach (var lexeme in term)
            {
                if (_lexemes.TryGetValue(lexeme, out var id) && named?.Contains(id) != true)
                {
                    (named ??= []).Add(id);
                }
            }
        }

        return named is null ? [] : [.. named];
    }

    /// <summary>How far an item's value is what the query names: Jaccard similarity of the two sets of lexemes, in [0, 1];
    /// NaN when the query names nothing of this field or the item has no value.</summary>
    public float Match(int ordinal, ReadOnlySpan<int> named)
    {
        var value = ValueOf(ordinal);
        if (named.IsEmpty || value < 0)
        {
            return float.NaN;
        }

        var own = _lexemesOfValue[value];
        var common = 0;
        foreach (var lexeme in own)
        {
            common += named.Contains(lexeme) ? 1 : 0;
        }

        return (float)common / (own.Length + named.Length - common);
    }

    private static SlotBitmap Set(Dictionary<string, SlotBitmap> sets, string key, int capacity)
    {
        if (!sets.TryGetValue(key, out var set))
        {
            sets[key] = set = new SlotBitmap(capacity);
        }

        return set;
    }

    /// <summary>How values are compared: whatever the case and the spaces around the parts of a path.</summary>
    internal static string Key(string value) =>
        string.Join(" > ", value.ToLowerInvariant().Split('>', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
