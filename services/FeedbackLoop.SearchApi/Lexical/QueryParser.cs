using FeedbackLoop.SearchApi.Catalog;

namespace FeedbackLoop.SearchApi.Lexical;

/// <summary>Turns typed or spoken text into terms, and forgives typing errors by what the catalogue's vocabulary knows.</summary>
public sealed class QueryParser(Lexemes lexemes)
{
    /// <summary>Words beyond these do not make a query clearer, only dearer.</summary>
    public const int MaxWords = 32;

    public async ValueTask<ParsedQuery> ParseAsync(string? text, CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        var words = Words.Of(text, MaxWords);
        if (words.Count == 0)
        {
            return ParsedQuery.None;
        }

        var found = await lexemes.OfAsync(words, cancellationToken);
        var isCorrected = false;
        List<string>? corrected = null;
        for (var i = 0; i < words.Count; i++)
        {
            var meant = IsKnown(words[i], found[i], catalog) ? null : catalog.Vocabulary.Correct(words[i]);
            if (meant is not null)
            {
                isCorrected = true;
                corrected ??= words[..i];
            }

            corrected?.AddRange((meant ?? words[i]).Split(' '));
        }

        if (corrected is not null)
        {
            words = corrected;
            found = await lexemes.OfAsync(words, cancellationToken);
        }

        return new ParsedQuery
        {
            Text = string.Join(' ', words),
            IsCorrected = isCorrected,
            Words = words.Count,
            Terms = Terms(words, found, catalog.Vocabulary),
        };
    }

    // A word without lexemes is a stop word; one that shares its stem with a known word is a form of it.
    private static bool IsKnown(string word, string[] found, CatalogSnapshot catalog)
    {
        if (found.Length == 0 || catalog.Vocabulary.Contains(word))
        {
            return true;
        }

        foreach (var lexeme in found)
        {
            if (catalog.Lexical.Contains(lexeme))
            {
                return true;
            }
        }

        return false;
    }

    private List<string[]> Terms(List<string> words, string[][] found, Vocabulary vocabulary)
    {
        var terms = new List<string[]>(words.Count);
        string[]? joinedWithLast = null;
        for (var i = 0; i < words.Count; i++)
        {
            // "sun glasses" also means "sunglasses": both words are satisfied by the joined one.
            string[]? joinedWithNext = null;
            if (i + 1 < words.Count && words[i].Length + words[i + 1].Length <= Words.MaxLength
                && words[i] + words[i + 1] is var joined && vocabulary.Contains(joined) && lexemes.TryGet(joined, out var joinedLexemes))
            {
                joinedWithNext = joinedLexemes;
            }

            var term = joinedWithLast is null && joinedWithNext is null
                ? found[i]
                : [.. found[i].Union(joinedWithLast ?? []).Union(joinedWithNext ?? [])];
            if (found[i].Length > 0 && !terms.Exists(t => t.AsSpan().SequenceEqual(term)))
            {
                terms.Add(term);
            }

            joinedWithLast = joinedWithNext;
        }

        return terms;
    }
}
