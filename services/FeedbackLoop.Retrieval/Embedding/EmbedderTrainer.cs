using FeedbackLoop.Retrieval.Embedding.Text;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>
/// Learns a space for pictures and words from a catalogue's own pairs: regularised canonical correlation analysis between
/// principal picture components and latent text dimensions (Hardoon, Szedmak and Shawe-Taylor, "Canonical Correlation
/// Analysis: An Overview with Application to Learning Methods", 2004), canonical directions weighted by their correlation.
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
        var features = ReadFeatures(pictured, cancellationToken);
        Report("Picture components", 0.2);
        var pictures = PictureComponents.Fit(features, options, random);
        Report("Words", 0.5);
        var vocabulary = Vocabulary.Build([.. pairs.SelectMany(Views)], pairs.Count < 200 ? 1 : 2);
        var words = TextComponents.Fit(vocabulary, pictured.Select(p => Views(p).ToArray()).ToArray(), options, random);
        Report("Alignment", 0.8);
        var model = CanonicalCorrelation.Align(vocabulary, pictures, words, options);
        Report("Done", 1);
        return model;

        void Report(string stage, double fraction)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new EmbedderProgress(stage, fraction));
        }
    }

    /// <summary>The texts by which people may ask for an item: its title, its bare attributes, all its words.</summary>
    private static IEnumerable<string> Views(EmbeddingPair pair)
    {
        yield return pair.Title;
        string attributes = $"{pair.Colour} {pair.Type}";
        if (!string.IsNullOrWhiteSpace(attributes))
        {
            yield return attributes;
        }
        yield return pair.FullText;
    }

    private static Matrix ReadFeatures(EmbeddingPair[] pairs, CancellationToken cancellationToken)
    {
        var features = new Matrix(pairs.Length, PictureFeatures.Length);
        Parallel.For(0, pairs.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var own = pairs[i].Features ?? PictureFeatures.Extract(pairs[i].Picture!);
            if (own.Length != PictureFeatures.Length)
            {
                throw new ArgumentException($"item '{pairs[i].Id}' has {own.Length} picture features, not {PictureFeatures.Length}: extract them again", nameof(pairs));
            }
            own.CopyTo(features.Row(i));
        });
        return features;
    }
}
