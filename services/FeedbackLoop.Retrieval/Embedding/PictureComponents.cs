using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>Whitened principal components of picture features: score = (x - mean) V / deviation.</summary>
internal sealed class PictureComponents
{
    /// <summary>The mean picture's score before centring: score = x V - offset.</summary>
    public required float[] Offset { get; init; }

    /// <summary>Features x components, each column already divided by its (ridged) deviation.</summary>
    public required Matrix Projection { get; init; }

    /// <summary>Scores of the training pictures, one row each.</summary>
    public required Matrix Scores { get; init; }

    public static PictureComponents Fit(Matrix features, EmbedderOptions options, Random random)
    {
        var mean = new float[features.Columns];
        for (int i = 0; i < features.Rows; i++)
        {
            TensorPrimitives.MultiplyAdd(features.Row(i), 1f / features.Rows, mean, mean);
        }
        for (int i = 0; i < features.Rows; i++)
        {
            TensorPrimitives.Subtract(features.Row(i), mean, features.Row(i));
        }
        var (v, values) = TruncatedSvd.Compute(features.Rows, features.Columns, options.PictureComponents, m => Gemm.Multiply(features, m), m => Gemm.MultiplyTransposedLeft(features, m), random);
        Whitening.Scale(v, values, features.Rows, options.Ridge);
        var average = new Matrix(1, features.Columns);
        mean.CopyTo(average.Data, 0);
        return new PictureComponents { Offset = Gemm.Multiply(average, v).Data, Projection = v, Scores = Gemm.Multiply(features, v) };
    }
}
