using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Embedding.Text;

namespace FeedbackLoop.Retrieval.Adaptation;

/// <summary>
/// Learns a <see cref="QueryAdapter"/>: each query's corrected vector must be nearer to what people took than to items drawn
/// at random (sampled softmax, Bengio and Senécal 2003; weighted by inverse propensity as in Joachims, Swaminathan and
/// Schnabel, WSDM 2017), and farther from what they refused. Steps by AdaGrad (Duchi, Hazan and Singer, JMLR 2011).
/// </summary>
public static class QueryAdapterTrainer
{
    /// <param name="feedback">The evidence.</param>
    /// <param name="items">Item vectors of unit length, one behind the other.</param>
    /// <param name="dimensions">Values in a vector.</param>
    /// <param name="embedderVersion">Of the embedder that made all these vectors.</param>
    /// <param name="options">Steps, regularisation, seed.</param>
    /// <param name="own">Words and pairs that stay as the embedder learned them; null: all may be corrected.</param>
    /// <param name="cancellationToken">Stops between epochs.</param>
    public static QueryAdapter Train(IReadOnlyList<QueryFeedback> feedback, ReadOnlyMemory<float> items, int dimensions, string embedderVersion, QueryAdapterOptions options, OwnWords? own = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        ArgumentNullException.ThrowIfNull(options);
        int rows = items.Length / dimensions;
        foreach (var evidence in feedback)
        {
            if (evidence.Vector.Length != dimensions || evidence.Item < 0 || evidence.Item >= rows || !double.IsFinite(evidence.Weight))
            {
                throw new ArgumentException($"the evidence for '{evidence.Query}' has a vector of {evidence.Vector.Length} values (of {dimensions}), item {evidence.Item} (of {rows}) and weight {evidence.Weight}", nameof(feedback));
            }
        }
        var (words, wordsOf) = Words(feedback, options.MinEvidence, own);
        var corrections = new float[words.Length * dimensions];
        var squares = new float[corrections.Length];
        var random = new Random(options.Seed);
        int[] order = [.. Enumerable.Range(0, feedback.Count)];
        // Weights count relative to one another: the mean is 1 whatever the scale of propensities.
        double mean = feedback.Count == 0 ? 1 : Math.Max(1e-12, feedback.Average(f => Math.Abs(f.Weight)));
        var query = new float[dimensions];
        var gradient = new float[dimensions];
        var picked = new int[options.Negatives + 1];
        var shares = new float[picked.Length];
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            random.Shuffle(order);
            foreach (int at in order)
            {
                if (wordsOf[at].Length > 0)
                {
                    Step(feedback[at], wordsOf[at]);
                }
            }
        }
        return new QueryAdapter(embedderVersion, dimensions, words, corrections);

        void Step(QueryFeedback evidence, int[] own)
        {
            evidence.Vector.CopyTo(query, 0);
            foreach (int word in own)
            {
                TensorPrimitives.Add(query, corrections.AsSpan(word * dimensions, dimensions), query);
            }
            // As in serving: unit length, so that a correction cannot win by growing.
            float norm = Math.Max(TensorPrimitives.Norm<float>(query), 0.1f);
            TensorPrimitives.Multiply(query, 1 / norm, query);
            picked[0] = evidence.Item;
            for (int i = 1; i < picked.Length; i++)
            {
                picked[i] = random.Next(rows);
            }
            for (int i = 0; i < picked.Length; i++)
            {
                shares[i] = TensorPrimitives.Dot(Item(picked[i]), query) / (float)options.Temperature;
            }
            TensorPrimitives.SoftMax<float>(shares, shares);
            Array.Clear(gradient);
            float weight = (float)(evidence.Weight / mean / options.Temperature);
            if (weight > 0)
            {
                for (int i = 0; i < picked.Length; i++)
                {
                    TensorPrimitives.MultiplyAdd(Item(picked[i]), weight * (shares[i] - (i == 0 ? 1 : 0)), gradient, gradient);
                }
            }
            else
            {
                // Refused: away from it, the more the nearer it is.
                TensorPrimitives.MultiplyAdd(Item(evidence.Item), -weight * shares[0], gradient, gradient);
            }
            float along = TensorPrimitives.Dot<float>(gradient, query);
            TensorPrimitives.MultiplyAdd(query, -along, gradient, gradient);
            TensorPrimitives.Multiply(gradient, 1 / norm, gradient);
            foreach (int word in own)
            {
                for (int d = 0; d < dimensions; d++)
                {
                    ref float value = ref corrections[word * dimensions + d];
                    float g = gradient[d] + (float)options.Decay * value;
                    squares[word * dimensions + d] += g * g;
                    value -= (float)options.LearningRate * g / (MathF.Sqrt(squares[word * dimensions + d]) + 1e-6f);
                }
            }
        }

        ReadOnlySpan<float> Item(int row) => items.Span.Slice(row * dimensions, dimensions);
    }

    /// <summary>Words and pairs with enough evidence, in order of appearance, and for each piece of evidence which it has.</summary>
    private static (ulong[] Words, int[][] WordsOf) Words(IReadOnlyList<QueryFeedback> feedback, int minEvidence, OwnWords? catalogue)
    {
        var buffer = new TextFeature[TextTokens.MaxFeatures(TextTokens.MaxCharacters)];
        var hashes = new ulong[feedback.Count][];
        var counts = new Dictionary<ulong, int>();
        for (int i = 0; i < feedback.Count; i++)
        {
            int count = TextTokens.Extract(feedback[i].Query, null, buffer);
            hashes[i] = [.. buffer[..count].Where(f => f.Kind != TextFeatureKind.Gram && catalogue?.Contains(f.Hash) != true).Select(f => f.Hash).Distinct()];
            foreach (ulong hash in hashes[i])
            {
                counts[hash] = counts.GetValueOrDefault(hash) + 1;
            }
        }
        ulong[] words = [.. counts.Where(c => c.Value >= minEvidence).Select(c => c.Key)];
        var index = words.Select((hash, i) => (hash, i)).ToDictionary(p => p.hash, p => p.i);
        return (words, [.. hashes.Select(own => own.Where(index.ContainsKey).Select(hash => index[hash]).ToArray())]);
    }
}
