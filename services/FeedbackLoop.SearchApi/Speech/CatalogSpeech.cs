using System.Text;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Lexical;

namespace FeedbackLoop.SearchApi.Speech;

/// <summary>What a recogniser should expect to hear about a catalogue: a dictionary of its words and a language model of its phrases, as files.</summary>
public sealed class CatalogSpeech : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("feedbackloop-speech-");

    public CatalogSpeech(CatalogSnapshot catalog, PronouncingDictionary pronunciations)
    {
        Revision = catalog.Revision;
        Dictionary = Path.Combine(_folder.FullName, "words.dict");
        LanguageModel = Path.Combine(_folder.FullName, "phrases.lm");

        var said = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var model = new SpeechLanguageModel();
        foreach (var item in catalog.Items)
        {
            if (item.Deleted)
            {
                continue;
            }

            // People ask by colour and type far more often than by a full title.
            var colour = Words.Of(item.Colour);
            var type = Words.Of(item.Type);
            AddPhrase(Words.Of(item.Title), 1);
            AddPhrase(type, 1);
            AddPhrase(Singular(type), 1);
            AddPhrase([.. colour, .. type], 1);
            AddPhrase([.. colour, .. Singular(type)], 1);
        }

        File.WriteAllText(LanguageModel, model.ToArpa());
        var dictionary = new StringBuilder();
        foreach (var (word, ways) in said.Where(w => w.Value.Count > 0).OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            for (var i = 0; i < ways.Count; i++)
            {
                dictionary.Append(i == 0 ? word : $"{word}({i + 1})").Append(' ').Append(ways[i]).Append('\n');
            }
        }

        File.WriteAllText(Dictionary, dictionary.ToString());

        // A word that nobody can pronounce ends a phrase: its neighbours are no neighbours.
        void AddPhrase(List<string> words, double weight)
        {
            var phrase = new List<string>();
            foreach (var word in words)
            {
                if (!said.TryGetValue(word, out var ways))
                {
                    said[word] = ways = pronunciations.Of(word);
                }

                if (ways.Count > 0)
                {
                    phrase.Add(word);
                }
                else
                {
                    model.Add(phrase, weight);
                    phrase = [];
                }
            }

            model.Add(phrase, weight);
        }

        List<string> Singular(List<string> words) =>
            words.Count > 0 && words[^1].EndsWith('s') && catalog.Vocabulary.Contains(words[^1][..^1]) ? [.. words[..^1], words[^1][..^1]] : words;
    }

    /// <summary>The catalogue's revision that this was made of.</summary>
    public long Revision { get; }

    /// <summary>Path of the pronouncing dictionary.</summary>
    public string Dictionary { get; }

    /// <summary>Path of the ARPA language model.</summary>
    public string LanguageModel { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
