using FeedbackLoop.Retrieval.Embedding.Text;
using FeedbackLoop.Retrieval.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>Turns whitened pictures and whitened words into one space: the singular vectors of their cross-covariance.</summary>
internal static class CanonicalCorrelation
{
    /// <summary>
    /// How strongly a direction's correlation weighs: correlations to this power, as in Gong, Ke, Isard and Lazebnik,
    /// "A Multi-View Embedding Space for Modeling Internet Images" (IJCV 2014).
    /// </summary>
    private const double CorrelationPower = 1;

    public static BuiltInEmbedder Align(Vocabulary vocabulary, PictureComponents pictures, TextComponents words, EmbedderOptions options)
    {
        int p = pictures.Scores.Columns, q = words.Scores.Columns, dimensions = Math.Min(options.Dimensions, Math.Min(p, q));
        var cross = Gemm.MultiplyTransposedLeft(pictures.Scores, words.Scores);
        var c = Matrix<double>.Build.Dense(p, q, (i, j) => cross[i, j] / pictures.Scores.Rows);
        var evd = (c.Transpose() * c).Evd(Symmetricity.Symmetric); // q x q: eigenvectors are the words' directions
        var wordTurn = new Matrix(q, dimensions);
        var pictureTurn = new Matrix(p, dimensions);
        for (int d = 0; d < dimensions; d++)
        {
            int from = q - 1 - d;
            double correlation = Math.Sqrt(Math.Max(evd.EigenValues[from].Real, 1e-12));
            double weight = Math.Pow(correlation, CorrelationPower);
            var direction = evd.EigenVectors.Column(from);
            var image = c * direction;
            for (int i = 0; i < q; i++)
            {
                wordTurn[i, d] = (float)(direction[i] * weight);
            }
            for (int i = 0; i < p; i++)
            {
                pictureTurn[i, d] = (float)(image[i] / correlation * weight);
            }
        }
        var mean = new Matrix(1, q);
        words.Mean.CopyTo(mean.Data, 0);
        return new BuiltInEmbedder(
            vocabulary,
            Gemm.Multiply(words.Projection, wordTurn),
            Gemm.Multiply(mean, wordTurn).Data,
            Gemm.Multiply(pictures.Projection, pictureTurn),
            pictures.Mean);
    }
}
