namespace FeedbackLoop.SearchApi.Lexical;

/// <summary>Splits text into lower-case words: runs of letters and digits. The English genitive 's is dropped, as PostgreSQL's dictionary does.</summary>
public static class Words
{
    /// <summary>Longer runs are no words of anybody's; they are cut here.</summary>
    public const int MaxLength = 40;

    /// <summary>The words of <paramref name="text"/> in order, at most <paramref name="most"/>.</summary>
    public static List<string> Of(string? text, int most = int.MaxValue)
    {
        var words = new List<string>(8);
        if (text is null)
        {
            return words;
        }

        for (var i = 0; i < text.Length && words.Count < most;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                i++;
            }

            var genitive = i - start == 1 && (text[start] | 0x20) == 's' && IsAfterApostrophe(text, start);
            if (!genitive)
            {
                words.Add(text.Substring(start, Math.Min(i - start, MaxLength)).ToLowerInvariant());
            }
        }

        return words;
    }

    private static bool IsAfterApostrophe(string text, int index) =>
        index > 1 && (text[index - 1] is '\'' or '\u2019') && char.IsLetterOrDigit(text[index - 2]);
}
