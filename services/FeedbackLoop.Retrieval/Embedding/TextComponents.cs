using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Embedding.Text;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>Whitened latent dimensions of texts (Deerwester et al., latent semantic analysis, 1990).</summary>
internal sealed class TextComponents
{
    /// <summary>Vocabulary x components, each column divided by its (ridged) deviation.</summary>
    public required Matrix Projection { get; init; }

    /// <summary>Mean score of all texts.</summary>
    public required float[] Mean { get; init; }

    /// <summary>Centred scores of the training texts, one row each.</summary>
    public required Matrix Texts { get; init; }

    /// <summary>For each item the mean of its texts' rows.</summary>
    public required Matrix Scores { get; init; }

    /// <param name="vocabulary">Known features.</param>
    /// <param name="texts">The distinct texts.</param>
    /// <param name="textsOf">For each item its rows in <paramref name="texts"/>.</param>
    /// <param name="options">Sizes and ridge.</param>
    /// <param name="random">Where the search for directions starts.</param>
    public static TextComponents Fit(Vocabulary vocabulary, string[] texts, int[][] textsOf, EmbedderOptions options, Random random)
    {
        var sparse = Encode(vocabulary, texts);
        var (v, values) = TruncatedSvd.Compute(sparse.Rows, vocabulary.Count, options.TextComponents, sparse.Multiply, sparse.MultiplyTransposed, random);
        Whitening.Scale(v, values, sparse.Rows, options.Ridge);
        var scores = sparse.Multiply(v);
        var mean = new float[v.Columns];
        for (int i = 0; i < scores.Rows; i++)
        {
            TensorPrimitives.MultiplyAdd(scores.Row(i), 1f / scores.Rows, mean, mean);
        }
        for (int i = 0; i < scores.Rows; i++)
        {
            TensorPrimitives.Subtract(scores.Row(i), mean, scores.Row(i));
        }
        var byItem = new Matrix(textsOf.Length, v.Columns);
        for (int item = 0; item < textsOf.Length; item++)
        {
            var own = byItem.Row(item);
            foreach (int row in textsOf[item])
            {
                TensorPrimitives.MultiplyAdd(scores.Row(row), 1f / textsOf[item].Length, own, own);
            }
        }
        return new TextComponents { Projection = v, Mean = mean, Texts = scores, Scores = byItem };
    }

    public static SparseRows Encode(Vocabulary vocabulary, string[] texts)
    {
        var start = new int[texts.Length + 1];
        var columns = new List<int>();
        var values = new List<float>();
        int size = TextTokens.MaxFeatures(TextTokens.MaxCharacters);
        var index = new int[size];
        var weight = new float[size];
        for (int i = 0; i < texts.Length; i++)
        {
            int count = vocabulary.Encode(texts[i], index, weight);
            columns.AddRange(index.AsSpan(0, count));
            values.AddRange(weight.AsSpan(0, count));
            start[i + 1] = columns.Count;
        }
        return new SparseRows(start, [.. columns], [.. values], vocabulary.Count);
    }
}
