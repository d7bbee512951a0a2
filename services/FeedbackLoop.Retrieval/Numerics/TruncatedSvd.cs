using MathNet.Numerics.LinearAlgebra;

namespace FeedbackLoop.Retrieval.Numerics;

/// <summary>
/// The leading right singular vectors of a tall matrix by randomised subspace iteration: Halko, Martinsson and Tropp,
/// "Finding Structure with Randomness" (SIAM Review 2011), algorithms 4.4 and 5.1. Cost is linear in the rows.
/// </summary>
internal static class TruncatedSvd
{
    /// <param name="rows">Rows of the data.</param>
    /// <param name="columns">Columns of the data.</param>
    /// <param name="rank">How many singular vectors.</param>
    /// <param name="right">Data times a (columns x w) matrix.</param>
    /// <param name="left">Transposed data times a (rows x w) matrix.</param>
    /// <param name="random">Where the start comes from.</param>
    /// <returns>V, columns x rank, and the singular values, descending.</returns>
    public static (Matrix V, float[] Values) Compute(int rows, int columns, int rank, Func<Matrix, Matrix> right, Func<Matrix, Matrix> left, Random random)
    {
        int width = Math.Min(Math.Min(rows, columns), rank + 16);
        rank = Math.Min(rank, width);
        var basis = new Matrix(columns, width);
        for (int i = 0; i < basis.Data.Length; i++)
        {
            basis.Data[i] = (float)(random.NextDouble() * 2 - 1);
        }
        for (int iteration = 0; iteration < 3; iteration++)
        {
            Orthonormalise(basis);
            var range = right(basis);
            Orthonormalise(range);
            basis = left(range); // columns x width = Aᵀ Q
        }
        // Aᵀ Q = V S Uᵀ: its small Gram matrix gives the singular values and, turned, the vectors.
        var gram = Gram(basis);
        var evd = gram.Evd(Symmetricity.Symmetric);
        var turn = new Matrix(width, rank);
        var values = new float[rank];
        for (int j = 0; j < rank; j++)
        {
            int from = width - 1 - j; // ascending in evd
            double value = Math.Sqrt(Math.Max(evd.EigenValues[from].Real, 0));
            if (value <= 1e-5 * values[0])
            {
                continue; // the data has no such direction
            }
            values[j] = (float)value;
            for (int i = 0; i < width; i++)
            {
                turn[i, j] = (float)(evd.EigenVectors[i, from] / value);
            }
        }
        return (Gemm.Multiply(basis, turn), values);
    }

    /// <summary>
    /// Makes the columns orthonormal by the Cholesky factor of their Gram matrix, twice for accuracy; columns that depend
    /// on earlier ones become zero.
    /// </summary>
    private static void Orthonormalise(Matrix matrix)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            Gemm.Multiply(matrix, InverseFactor(Gram(matrix))).Data.CopyTo(matrix.Data, 0);
        }
    }

    /// <summary>For a Gram matrix L Lᵀ the upper triangle L⁻ᵀ.</summary>
    private static Matrix InverseFactor(Matrix<double> gram)
    {
        int n = gram.RowCount;
        double floor = gram.Diagonal().Maximum() * 1e-6 + 1e-30;
        var l = new double[n, n];
        var inverse = new double[n, n];
        for (int j = 0; j < n; j++)
        {
            for (int i = j; i < n; i++)
            {
                double sum = gram[i, j];
                for (int k = 0; k < j; k++)
                {
                    sum -= l[i, k] * l[j, k];
                }
                l[i, j] = i == j ? (sum > floor ? Math.Sqrt(sum) : double.PositiveInfinity) : sum / l[j, j];
            }
        }
        var upper = new Matrix(n, n);
        for (int i = 0; i < n; i++)
        {
            inverse[i, i] = 1 / l[i, i]; // 0 for a dependent column
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int k = j; k < i; k++)
                {
                    sum -= l[i, k] * inverse[k, j];
                }
                inverse[i, j] = sum * inverse[i, i];
            }
            for (int j = 0; j <= i; j++)
            {
                upper[j, i] = (float)inverse[i, j];
            }
        }
        return upper;
    }

    private static Matrix<double> Gram(Matrix matrix)
    {
        var gram = Gemm.MultiplyTransposedLeft(matrix, matrix);
        return Matrix<double>.Build.Dense(matrix.Columns, matrix.Columns, (i, j) => gram[i, j]);
    }
}
