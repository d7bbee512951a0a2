using FeedbackLoop.Retrieval.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>Turns whitened pictures and whitened words into one space: the singular vectors of their cross-covariance.</summary>
internal static class CanonicalCorrelation
{
    /// <summary>Pictures' and texts' directions, components x dimensions each.</summary>
    public static (Matrix Pictures, Matrix Texts) Align(PictureComponents pictures, int[] item, TextComponents words, EmbedderOptions options)
    {
        int p = pictures.Scores.Columns, q = words.Scores.Columns, dimensions = Math.Min(options.Dimensions, Math.Min(p, q));
        var partners = new Matrix(item.Length, q);
        for (int i = 0; i < item.Length; i++)
        {
            words.Scores.Row(item[i]).CopyTo(partners.Row(i));
        }
        var cross = Gemm.MultiplyTransposedLeft(pictures.Scores, partners);
        var c = Matrix<double>.Build.Dense(p, q, (i, j) => cross[i, j] / pictures.Scores.Rows);
        var evd = (c.Transpose() * c).Evd(Symmetricity.Symmetric); // q x q: eigenvectors are the words' directions
        var wordTurn = new Matrix(q, dimensions);
        var pictureTurn = new Matrix(p, dimensions);
        for (int d = 0; d < dimensions; d++)
        {
            int from = q - 1 - d;
            double correlation = Math.Sqrt(Math.Max(evd.EigenValues[from].Real, 1e-12));
            double weight = Math.Pow(correlation, options.CorrelationPower);
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
        return (pictureTurn, wordTurn);
    }
}
