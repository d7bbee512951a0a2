using System.Collections.Frozen;
using System.Numerics;

namespace FeedbackLoop.SearchApi.Lexical;

/// <summary>The words of the catalogue with the number of items that use each, and what an unknown word most likely meant.</summary>
public sealed class Vocabulary
{
    // Words that share no first letter with what was typed are rarely what was meant (Pollock and Zamora 1984).
    private const double FirstLetterPenalty = 1.5;

    // One more edit has to be paid for by this many natural orders of frequency.
    private const double EditCost = 5;

    private readonly FrozenDictionary<string, int> _counts;
    private readonly string[][] _byLength;
    private readonly uint[][] _letters;

    public Vocabulary(IReadOnlyDictionary<string, int> counts)
    {
        _counts = counts.ToFrozenDictionary(StringComparer.Ordinal);
        _byLength = new string[Words.MaxLength + 1][];
        _letters = new uint[Words.MaxLength + 1][];
        var groups = counts.Keys.Where(IsPlain).GroupBy(w => w.Length).ToDictionary(g => g.Key, g => g.Order(StringComparer.Ordinal).ToArray());
        for (var length = 0; length <= Words.MaxLength; length++)
        {
            _byLength[length] = groups.GetValueOrDefault(length, []);
            _letters[length] = Array.ConvertAll(_byLength[length], w => Letters(w));
        }
    }

    public int Count => _counts.Count;

    public IEnumerable<string> All => _counts.Keys;

    public bool Contains(string word) => _counts.ContainsKey(word);

    /// <summary>What <paramref name="word"/> most likely was meant to be: one word, or two when a space is missing; null when nothing is near enough.
    /// Among the near ones fewer edits win, then the more frequent.</summary>
    public string? Correct(string word)
    {
        if (!IsPlain(word))
        {
            return null;
        }

        var limit = word.Length switch { < 4 => 0, < 7 => 1, _ => 2 };
        string? best = null;
        var bestScore = double.NegativeInfinity;
        if (limit > 0)
        {
            var letters = Letters(word);
            for (var length = Math.Max(1, word.Length - limit); length <= Math.Min(Words.MaxLength, word.Length + limit); length++)
            {
                var words = _byLength[length];
                var masks = _letters[length];
                for (var i = 0; i < words.Length; i++)
                {
                    // Each edit changes at most two of the letters that occur.
                    if (BitOperations.PopCount(letters ^ masks[i]) > 2 * limit)
                    {
                        continue;
                    }

                    var distance = EditDistance.Bounded(word, words[i], limit);
                    if (distance > limit)
                    {
                        continue;
                    }

                    var score = Math.Log(_counts[words[i]]) - EditCost * distance - (words[i][0] == word[0] ? 0 : FirstLetterPenalty);
                    if (score > bestScore)
                    {
                        (best, bestScore) = (words[i], score);
                    }
                }
            }
        }

        var (split, splitScore) = Split(word);
        return splitScore > bestScore ? split : best;
    }

    /// <summary>"navyblue" -> "navy blue": a missing space is one edit.</summary>
    private (string? Words, double Score) Split(string word)
    {
        string? best = null;
        var bestScore = double.NegativeInfinity;
        for (var i = 3; i <= word.Length - 3; i++)
        {
            if (_counts.TryGetValue(word[..i], out var left) && _counts.TryGetValue(word[i..], out var right))
            {
                var score = Math.Log(Math.Min(left, right)) - EditCost;
                if (score > bestScore)
                {
                    (best, bestScore) = ($"{word[..i]} {word[i..]}", score);
                }
            }
        }

        return (best, bestScore);
    }

    // Numbers and codes have no spelling: "501" is not a mistyped "505".
    private static bool IsPlain(string word) => word.Length <= Words.MaxLength && word.All(char.IsLetter);

    private static uint Letters(string word)
    {
        var mask = 0u;
        foreach (var letter in word)
        {
            mask |= 1u << (letter is >= 'a' and <= 'z' ? letter - 'a' : 26 + letter % 6);
        }

        return mask;
    }
}
