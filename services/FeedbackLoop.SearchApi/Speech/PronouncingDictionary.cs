namespace FeedbackLoop.SearchApi.Speech;

/// <summary>Pronunciations in the format of the CMU pronouncing dictionary: "word PH ON ES", alternatives as "word(2)".</summary>
public sealed class PronouncingDictionary
{
    private readonly Dictionary<string, List<string>> _words = new(StringComparer.Ordinal);

    public static PronouncingDictionary Load(string path)
    {
        var dictionary = new PronouncingDictionary();
        foreach (var line in File.ReadLines(path))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && char.IsLetter(line[0]))
            {
                var alternative = line.IndexOf('(', StringComparison.Ordinal);
                var word = line[..(alternative > 0 && alternative < space ? alternative : space)];
                if (!dictionary._words.TryGetValue(word, out var pronunciations))
                {
                    dictionary._words[word] = pronunciations = [];
                }

                pronunciations.Add(line[(space + 1)..].Trim());
            }
        }

        return dictionary;
    }

    /// <summary>How a word is said; a word that the dictionary lacks is tried as two that it has ("tshirt"). Empty when nothing fits.</summary>
    public IReadOnlyList<string> Of(string word)
    {
        if (_words.TryGetValue(word, out var pronunciations))
        {
            return pronunciations;
        }

        for (var i = word.Length - 2; i >= 1; i--)
        {
            if (_words.TryGetValue(word[..i], out var left) && _words.TryGetValue(word[i..], out var right))
            {
                return [$"{left[0]} {right[0]}"];
            }
        }

        return [];
    }
}
