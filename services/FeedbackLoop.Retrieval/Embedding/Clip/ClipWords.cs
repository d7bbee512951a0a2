using System.Globalization;
using System.Text;

namespace FeedbackLoop.Retrieval.Embedding.Clip;

/// <summary>Cuts a text into CLIP's words: contractions, runs of letters, single digits, runs of anything else. The rule is the pattern
/// <c>'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+</c> over code points, after the two special tokens.</summary>
public static class ClipWords
{
    public const string StartOfText = "<|startoftext|>";
    public const string EndOfText = "<|endoftext|>";
    private static readonly string[] First = [StartOfText, EndOfText, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <summary>Composed (NFC), in lower case, with one space where there was any white space and none at the ends. What is no Unicode becomes U+FFFD.</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = new StringBuilder(text.Length);
        bool space = false;
        string composed = CanonicalComposition.Compose(Valid(text));
        for (int at = 0; at < composed.Length; at++)
        {
            var rune = Rune.GetRuneAt(composed, at);
            if (Rune.IsWhiteSpace(rune))
            {
                space = clean.Length > 0;
                continue;
            }
            if (space)
            {
                clean.Append(' ');
                space = false;
            }
            at += rune.Utf16SequenceLength - 1;
            clean.Append(Lower(rune, composed, at));
        }
        return clean.ToString();
    }

    /// <summary>As Unicode's full mapping has it: İ becomes two characters, and Σ is another at a word's end.</summary>
    private static string Lower(Rune rune, string text, int at) => rune.Value switch
    {
        'İ' => "i\u0307",
        'Σ' when at > 0 && char.IsLetter(text[at - 1]) && (at + 1 == text.Length || !char.IsLetter(text[at + 1])) => "ς",
        _ => Rune.ToLowerInvariant(rune).ToString(),
    };

    /// <summary>The words of a cleaned text.</summary>
    public static IEnumerable<string> Split(string clean)
    {
        ArgumentNullException.ThrowIfNull(clean);
        for (int at = 0; at < clean.Length;)
        {
            if (Array.Find(First, word => clean.AsSpan(at).StartsWith(word, StringComparison.Ordinal)) is { } first)
            {
                yield return first;
                at += first.Length;
                continue;
            }
            Kind kind = KindAt(clean, at, out int length);
            int end = at + length;
            while (kind is Kind.Letter or Kind.Other && end < clean.Length && KindAt(clean, end, out length) == kind)
            {
                end += length;
            }
            if (kind != Kind.Space)
            {
                yield return clean[at..end];
            }
            at = end;
        }
    }

    private static Kind KindAt(string text, int at, out int length)
    {
        Rune rune = Rune.GetRuneAt(text, at);
        length = rune.Utf16SequenceLength;
        return Rune.IsWhiteSpace(rune) ? Kind.Space : Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
    }

    private static string Valid(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
