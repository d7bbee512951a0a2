using System.Globalization;
using System.Text;

namespace FeedbackLoop.SearchApi.Speech;

/// <summary>
/// A trigram language model of what people say to this catalogue, as an ARPA file: absolute discounting with back-off (Ney, Essen and Kneser 1994).
/// A recogniser that expects shop words hears "navy blue shirt" where a general one hears "maybe blue shirt".
/// </summary>
public sealed class SpeechLanguageModel
{
    private const double Discount = 0.5;
    private const string Begin = "<s>";
    private const string End = "</s>";

    private readonly Dictionary<string, double>[] _counts = [new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal)];

    /// <summary>Counts a phrase.</summary>
    public void Add(IReadOnlyList<string> words, double weight)
    {
        if (words.Count == 0)
        {
            return;
        }

        string[] all = [Begin, .. words, End];
        for (var end = 0; end < all.Length; end++)
        {
            for (var order = 0; order < 3 && order <= end; order++)
            {
                var gram = string.Join(' ', all, end - order, order + 1);
                _counts[order][gram] = _counts[order].GetValueOrDefault(gram) + weight;
            }
        }
    }

    public string ToArpa()
    {
        // An event that was counted less than once discounts less than the whole of itself.
        static double Left(double count) => count - Math.Min(Discount, count / 2);

        var followers = new Dictionary<string, (double Total, double Kept)>[3];
        for (var order = 1; order < 3; order++)
        {
            followers[order] = new(StringComparer.Ordinal);
            foreach (var (gram, count) in _counts[order])
            {
                var history = gram[..gram.LastIndexOf(' ')];
                var (total, kept) = followers[order].GetValueOrDefault(history);
                followers[order][history] = (total + count, kept + Left(count));
            }
        }

        var words = _counts[0].Where(c => c.Key != Begin).Sum(c => c.Value);
        double Unigram(string word) => word == Begin ? 1e-9 : _counts[0][word] / words;
        double Bigram(string gram)
        {
            var space = gram.IndexOf(' ', StringComparison.Ordinal);
            return Left(_counts[1][gram]) / followers[1][gram[..space]].Total;
        }

        // What is left for unseen followers, over what the shorter history would have given to the seen ones.
        var lower = new Dictionary<string, double>[3];
        for (var order = 1; order < 3; order++)
        {
            lower[order] = new(StringComparer.Ordinal);
            foreach (var gram in _counts[order].Keys)
            {
                var history = gram[..gram.LastIndexOf(' ')];
                var shorter = gram[(gram.IndexOf(' ', StringComparison.Ordinal) + 1)..];
                lower[order][history] = lower[order].GetValueOrDefault(history) + (order == 1 ? Unigram(shorter) : Bigram(shorter));
            }
        }

        double BackOff(int order, string history) =>
            followers[order].TryGetValue(history, out var f)
                ? Math.Max(1e-9, 1 - f.Kept / f.Total) / Math.Max(1e-9, 1 - Math.Min(lower[order][history], 1 - 1e-9))
                : 1;

        var arpa = new StringBuilder("\\data\\\n");
        for (var order = 0; order < 3; order++)
        {
            arpa.Append(CultureInfo.InvariantCulture, $"ngram {order + 1}={_counts[order].Count}\n");
        }

        Section(arpa, 1, gram => gram == Begin ? 1e-9 : Unigram(gram), gram => BackOff(1, gram));
        Section(arpa, 2, Bigram, gram => BackOff(2, gram));
        Section(arpa, 3, gram => Left(_counts[2][gram]) / followers[2][gram[..gram.LastIndexOf(' ')]].Total, null);
        return arpa.Append("\n\\end\\\n").ToString();
    }

    private void Section(StringBuilder arpa, int order, Func<string, double> probability, Func<string, double>? backOff)
    {
        arpa.Append(CultureInfo.InvariantCulture, $"\n\\{order}-grams:\n");
        foreach (var gram in _counts[order - 1].Keys.Order(StringComparer.Ordinal))
        {
            arpa.Append(CultureInfo.InvariantCulture, $"{Math.Log10(probability(gram)):F4} {gram}");
            if (backOff is not null)
            {
                arpa.Append(CultureInfo.InvariantCulture, $" {Math.Log10(backOff(gram)):F4}");
            }

            arpa.Append('\n');
        }
    }
}
