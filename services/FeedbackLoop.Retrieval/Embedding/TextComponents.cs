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

    /// <summary>For each item the mean of its texts' centred scores, one row each.</summary>
    public required Matrix Scores { get; init; }

    /// <param name="vocabulary">Known features.</param>
    /// <param name="views">For each item its texts.</param>
    /// <param name="options">Sizes and ridge.</param>
    /// <param name="random">Where the search for directions starts.</param>
    public static TextComponents Fit(Vocabulary vocabulary, string[][] views, EmbedderOptions options, Random random)
    {
        var texts = Encode(vocabulary, [.. views.SelectMany(v => v)]);
        var (v, values) = TruncatedSvd.Compute(texts.Rows, vocabulary.Count, options.TextComponents, texts.Multiply, texts.MultiplyTransposed, random);
        Whitening.Scale(v, values, texts.Rows, options.Ridge);
        var scores = texts.Multiply(v);
        var mean = new float[v.Columns];
        for (int i = 0; i < scores.Rows; i++)
        {
            TensorPrimitives.MultiplyAdd(scores.Row(i), 1f / scores.Rows, mean, mean);
        }
        var byItem = new Matrix(views.Length, v.Columns);
        for (int item = 0, row = 0; item < views.Length; item++)
        {
            var own = byItem.Row(item);
            for (int k = 0; k < views[item].Length; k++, row++)
            {
                TensorPrimitives.MultiplyAdd(scores.Row(row), 1f / views[item].Length, own, own);
            }
            TensorPrimitives.Subtract(own, mean, own);
        }
        return new TextComponents { Projection = v, Mean = mean, Scores = byItem };
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
