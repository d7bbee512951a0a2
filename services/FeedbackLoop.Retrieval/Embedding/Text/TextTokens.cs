using System.Buffers;

namespace FeedbackLoop.Retrieval.Embedding.Text;

/// <summary>
/// Splits text into hashed features: stemmed words, pairs of neighbours, and the character n-grams of each word that carry
/// it over typing errors (Bojanowski et al., "Enriching Word Vectors with Subword Information", TACL 2017).
/// </summary>
internal static class TextTokens
{
    /// <summary>Longer texts are cut: a query or a product description says what it has to say before.</summary>
    public const int MaxCharacters = 4096;

    private const int MinGram = 3, MaxGram = 5;
    private const ulong Offset = 14695981039346656037, Prime = 1099511628211; // FNV-1a

    /// <summary>At most this many features come of a text of <paramref name="characters"/>.</summary>
    public static int MaxFeatures(int characters) => 6 * Math.Min(characters, MaxCharacters) + 8;

    /// <summary>A word, valid during the call.</summary>
    public delegate void WordAction(ReadOnlySpan<char> word);

    /// <summary>Writes the features of <paramref name="text"/>; each comes as often as it occurs. Returns how many.</summary>
    public static int Extract(ReadOnlySpan<char> text, Spelling? spelling, Span<TextFeature> features)
    {
        var word = ArrayPool<char>.Shared.Rent(MaxCharacters + 2);
        int count = 0, at = 0;
        ulong previous = 0;
        while (NextWord(text, ref at, word, out int length))
        {
            if (spelling is not null)
            {
                var meant = spelling.Correct(word.AsSpan(1, length));
                meant.CopyTo(word.AsSpan(1));
                length = meant.Length;
            }
            count = AddWord(word, length, ref previous, features, count);
        }
        ArrayPool<char>.Shared.Return(word);
        return count;
    }

    public static void ForEachWord(ReadOnlySpan<char> text, WordAction action)
    {
        var word = new char[MaxCharacters + 2];
        int at = 0;
        while (NextWord(text, ref at, word, out int length))
        {
            action(word.AsSpan(1, length));
        }
    }

    /// <summary>Puts the next word into <paramref name="word"/> from its second place on.</summary>
    private static bool NextWord(ReadOnlySpan<char> text, ref int at, char[] word, out int length)
    {
        if (text.Length > MaxCharacters)
        {
            text = text[..MaxCharacters];
        }
        length = 0;
        for (; at <= text.Length; at++)
        {
            char c = at < text.Length ? Fold(text[at]) : '\0';
            if (c == '\'')
            {
                continue; // levi's = levis
            }
            if (c != '\0')
            {
                word[1 + length++] = c;
                continue;
            }
            // A letter by itself belongs to the word behind it: t-shirt, t shirt, v-neck.
            bool joins = length == 1 && char.IsAsciiLetter(word[1]) && at < text.Length - 1 && text[at] is '-' or ' ' && Fold(text[at + 1]) is not ('\0' or '\'') && WordAhead(text, at + 1) >= 4;
            if (length > 0 && !joins)
            {
                at++;
                return true;
            }
        }
        return false;
    }

    private static int WordAhead(ReadOnlySpan<char> text, int from)
    {
        int to = from;
        while (to < text.Length && Fold(text[to]) != '\0')
        {
            to++;
        }
        return to - from;
    }

    private static int AddWord(char[] word, int length, ref ulong previous, Span<TextFeature> features, int count)
    {
        word[0] = '<';
        length = Stem(word, length);
        word[length + 1] = '>';
        ulong hash = Hash(word.AsSpan(1, length), Offset);
        features[count++] = new TextFeature(hash, TextFeatureKind.Word);
        if (previous != 0)
        {
            features[count++] = new TextFeature(Hash(word.AsSpan(1, length), previous * Prime ^ 0x9E3779B97F4A7C15), TextFeatureKind.Pair);
        }
        previous = hash;
        int padded = length + 2;
        for (int n = MinGram; n <= MaxGram && n <= padded; n++)
        {
            for (int at = 0; at + n <= padded && count < features.Length; at++)
            {
                features[count++] = new TextFeature(Hash(word.AsSpan(at, n), Offset ^ 0xC3A5C85C97CB3127), TextFeatureKind.Gram);
            }
        }
        return count;
    }

    /// <summary>Plural to singular (Harman, "How effective is suffixing?", 1991): -ies, -es and -s.</summary>
    private static int Stem(char[] word, int length)
    {
        if (length < 4 || word[length] != 's')
        {
            return length;
        }
        char before = word[length - 1];
        if (before is 's' or 'u')
        {
            return length;
        }
        if (before == 'e' && word[length - 2] == 'i' && length > 4)
        {
            word[length - 2] = 'y';
            return length - 2;
        }
        // dresses, watches, boxes lose -es; shoes, sandals only -s
        bool sibilant = before == 'e' && (word[length - 2] is 'x' or 'z' || (word[length - 2] == 's' && word[length - 3] == 's') || (word[length - 2] == 'h' && word[length - 3] is 'c' or 's'));
        return length - (sibilant ? 2 : 1);
    }

    public static ulong Hash(ReadOnlySpan<char> text) => Hash(text, Offset);

    private static ulong Hash(ReadOnlySpan<char> text, ulong hash)
    {
        foreach (char c in text)
        {
            hash = (hash ^ c) * Prime;
        }
        return hash == 0 ? 1 : hash;
    }

    /// <summary>Lower case without accents; 0 for what separates words.</summary>
    private static char Fold(char c)
    {
        if (char.IsAsciiLetterOrDigit(c))
        {
            return char.ToLowerInvariant(c);
        }
        if (c is '\'' or '’')
        {
            return '\'';
        }
        if (c < 0xC0)
        {
            return '\0';
        }
        const string Latin1 = "aaaaaaaceeeeiiiidnooooo\0ouuuuypsaaaaaaaceeeeiiiidnooooo\0ouuuuypy";
        if (c <= 0xFF)
        {
            return Latin1[c - 0xC0];
        }
        return char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '\0';
    }
}
