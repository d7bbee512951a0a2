namespace FeedbackLoop.Retrieval.Embedding.Text;

/// <summary>
/// Finds the catalogue's word that a mistyped one was meant to be: two words that differ by one letter left out, put in,
/// replaced or exchanged with its neighbour become equal when one letter of each is deleted (symmetric deletion, after
/// Mor and Fraenkel, "A hash code method for detecting and correcting spelling errors", CACM 1982).
/// </summary>
internal sealed class Spelling
{
    private const int Shortest = 4, Longest = 20, MinCount = 2;
    private readonly string[] _words; // commonest first
    private readonly HashSet<ulong> _known = [];
    private readonly Dictionary<ulong, int> _byDeletion = [];

    private Spelling(string[] words)
    {
        _words = words;
        Span<ulong> variants = stackalloc ulong[Longest + 1];
        for (int i = 0; i < words.Length; i++)
        {
            _known.Add(TextTokens.Hash(words[i]));
            if (words[i].Length is >= Shortest and <= Longest)
            {
                int count = Variants(words[i], variants);
                foreach (ulong variant in variants[..count])
                {
                    _byDeletion.TryAdd(variant, i);
                }
            }
        }
    }

    public static Spelling Build(IEnumerable<string> documents)
    {
        var counts = new Dictionary<string, int>();
        foreach (string document in documents)
        {
            TextTokens.ForEachWord(document, word =>
            {
                string text = new(word);
                counts[text] = counts.GetValueOrDefault(text) + 1;
            });
        }
        return new Spelling([.. counts.Where(c => c.Value >= MinCount).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key)]);
    }

    /// <summary>The word itself if it is known or like no other, else the commonest word that it is one error away from.</summary>
    public ReadOnlySpan<char> Correct(ReadOnlySpan<char> word)
    {
        if (word.Length is < Shortest or > Longest || _known.Contains(TextTokens.Hash(word)))
        {
            return word;
        }
        Span<ulong> variants = stackalloc ulong[Longest + 1];
        int count = Variants(word, variants), best = int.MaxValue;
        foreach (ulong variant in variants[..count])
        {
            if (_byDeletion.TryGetValue(variant, out int candidate))
            {
                best = Math.Min(best, candidate);
            }
        }
        return best == int.MaxValue ? word : _words[best];
    }

    /// <summary>The hashes of the word and of what is left when one of its letters goes.</summary>
    private static int Variants(ReadOnlySpan<char> word, Span<ulong> variants)
    {
        variants[0] = TextTokens.Hash(word);
        Span<char> shorter = stackalloc char[Longest];
        for (int i = 0; i < word.Length; i++)
        {
            word[..i].CopyTo(shorter);
            word[(i + 1)..].CopyTo(shorter[i..]);
            variants[i + 1] = TextTokens.Hash(shorter[..(word.Length - 1)]);
        }
        return word.Length + 1;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_words.Length);
        foreach (string word in _words)
        {
            writer.Write(word);
        }
    }

    public static Spelling Load(BinaryReader reader)
    {
        var words = new string[reader.ReadInt32()];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = reader.ReadString();
        }
        return new Spelling(words);
    }
}
