using FeedbackLoop.Retrieval.Embedding.Text;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>
/// Learns a space for pictures and words from a catalogue's own pairs: regularised canonical correlation analysis between
/// principal picture components and latent text dimensions (Hardoon, Szedmak and Shawe-Taylor, "Canonical Correlation
/// Analysis: An Overview with Application to Learning Methods", 2004), sharpened by <see cref="ContrastiveRefinement"/>.
/// Linear in the number of items; deterministic by seed whatever the number of threads.
/// </summary>
public static class EmbedderTrainer
{
    private const int MinPairs = 2;

    /// <param name="pairs">What to learn from; pairs without picture teach words only.</param>
    /// <param name="options">Sizes, regularisation, seed.</param>
    /// <param name="progress">Told of each stage.</param>
    /// <param name="cancellationToken">Stops between stages.</param>
    /// <exception cref="ArgumentException">Fewer than two pairs have a picture and words.</exception>
    public static BuiltInEmbedder Train(IReadOnlyList<EmbeddingPair> pairs, EmbedderOptions options, IProgress<EmbedderProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(options);
        var random = new Random(options.Seed);
        Report("Reading pictures", 0);
        var pictured = pairs.Where(p => p.Features is not null || p.Picture is not null).ToArray();
        if (pictured.Length < MinPairs)
        {
            throw new ArgumentException($"An embedder needs at least {MinPairs} items with a picture; the catalogue has {pictured.Length}.", nameof(pairs));
        }
        var (features, item) = ReadFeatures(pictured, cancellationToken);
        Report("Picture components", 0.1);
        var pictures = PictureComponents.Fit(features, options, random);
        Report("Words", 0.3);
        var vocabulary = Vocabulary.Build([.. pairs.SelectMany(p => Sentences(p).Concat(Attributes(p)))], pairs.Count < 200 ? 1 : 2);
        var texts = new Dictionary<string, int>();
        int[] Rows(IEnumerable<string> own) => [.. own.Select(t => texts.TryGetValue(t, out int row) ? row : texts[t] = texts.Count).Distinct()];
        int[][] sentences = [.. pictured.Select(p => Rows(Sentences(p)))];
        int[][] attributes = [.. pictured.Select(p => Rows(Attributes(p)))];
        int[][] textsOf = [.. sentences.Zip(attributes, (s, a) => s.Concat(a).ToArray())];
        var words = TextComponents.Fit(vocabulary, [.. texts.Keys], textsOf, options, random);
        Report("Alignment", 0.4);
        var (pictureTurn, wordTurn) = CanonicalCorrelation.Align(pictures, item, words, options);
        var pictureEncoder = ResidualEncoder.Start(pictureTurn, options.HiddenUnits, random);
        var textEncoder = ResidualEncoder.Start(wordTurn, options.HiddenUnits, random);
        int[][] viewsOf = [.. Enumerable.Range(0, item.Length).GroupBy(row => item[row]).OrderBy(g => g.Key).Select(g => g.ToArray())];
        new ContrastiveRefinement(pictureEncoder, textEncoder, options).Run(pictures.Scores, viewsOf, words.Texts, sentences, attributes, random, done => Report("Refinement", 0.5 + done / 2));
        return new BuiltInEmbedder(vocabulary, words.Projection, words.Mean, textEncoder, pictures.Projection, pictures.Offset, pictureEncoder);

        void Report(string stage, double fraction)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new EmbedderProgress(stage, fraction));
        }
    }

    /// <summary>Texts that describe one item: its title, and all its words.</summary>
    private static IEnumerable<string> Sentences(EmbeddingPair pair) => [pair.Title, pair.FullText];

    /// <summary>Texts that an item shares with its kind, as people search for them.</summary>
    private static IEnumerable<string> Attributes(EmbeddingPair pair)
    {
        if (!string.IsNullOrWhiteSpace(pair.Type))
        {
            yield return pair.Type;
            if (!string.IsNullOrWhiteSpace(pair.Colour))
            {
                yield return $"{pair.Colour} {pair.Type}";
            }
        }
        else if (!string.IsNullOrWhiteSpace(pair.Category))
        {
            yield return pair.Category;
        }
    }

    /// <summary>One row a view: items in order, each with as many views as it brings.</summary>
    private static (Matrix Features, int[] Item) ReadFeatures(EmbeddingPair[] pairs, CancellationToken cancellationToken)
    {
        int length = PictureFeatures.Length;
        var first = new int[pairs.Length + 1];
        for (int i = 0; i < pairs.Length; i++)
        {
            int size = pairs[i].Features?.Length ?? 2 * length;
            if (size == 0 || size % length != 0)
            {
                throw new ArgumentException($"item '{pairs[i].Id}' has {size} picture features, not {length}: extract them again", nameof(pairs));
            }
            first[i + 1] = first[i] + size / length;
        }
        var features = new Matrix(first[^1], length);
        var item = new int[first[^1]];
        Parallel.For(0, pairs.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var own = pairs[i].Features ?? PictureFeatures.ExtractViews(pairs[i].Picture!);
            own.CopyTo(features.Data.AsSpan(first[i] * length));
            item.AsSpan(first[i], first[i + 1] - first[i]).Fill(i);
        });
        return (features, item);
    }
}
