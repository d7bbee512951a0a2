using System.Collections.Concurrent;
using FeedbackLoop.Data.Catalog;
using Npgsql;

namespace FeedbackLoop.SearchApi.Lexical;

/// <summary>What PostgreSQL's full text dictionaries make of a word, remembered: the database is asked once per word.</summary>
public sealed class Lexemes(CatalogReader reader)
{
    private const int Most = 200_000;

    private readonly ConcurrentDictionary<string, string[]> _known = new(StringComparer.Ordinal);

    /// <summary>Makes sure that every one of <paramref name="words"/> is known.</summary>
    public async Task LearnAsync(IEnumerable<string> words, CancellationToken cancellationToken)
    {
        foreach (var chunk in words.Where(w => !_known.ContainsKey(w)).Distinct(StringComparer.Ordinal).Chunk(5_000).ToArray())
        {
            if (_known.Count + chunk.Length > Most)
            {
                // Strangers may ask for any words; starting over is cheap and happens hardly ever.
                _known.Clear();
            }

            foreach (var (word, lexemes) in await reader.AnalyseAsync(chunk, cancellationToken))
            {
                _known[word] = lexemes;
            }
        }
    }

    public bool TryGet(string word, out string[] lexemes) => _known.TryGetValue(word, out lexemes!);

    /// <summary>The lexemes of each word in order; empty for stop words. When the database cannot be asked, a word stands for itself.</summary>
    public async ValueTask<string[][]> OfAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var lexemes = new string[words.Count][];
        var missing = false;
        for (var i = 0; i < words.Count; i++)
        {
            missing |= !_known.TryGetValue(words[i], out lexemes[i]!);
        }

        if (!missing)
        {
            return lexemes;
        }

        try
        {
            await LearnAsync(words, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // Searching goes on without stemming of this word.
        }

        for (var i = 0; i < words.Count; i++)
        {
            lexemes[i] = _known.TryGetValue(words[i], out var known) ? known : [words[i]];
        }

        return lexemes;
    }
}
