namespace FeedbackLoop.Learning.Statistics;

/// <summary>Small symmetric positive definite systems, by Gaussian elimination without pivoting, which such matrices do not need.</summary>
internal static class LinearSystem
{
    /// <summary>x with a x = b; a is n x n and is left as it is.</summary>
    public static double[] Solve(double[,] a, double[] b)
    {
        double[,] left = (double[,])a.Clone();
        int n = b.Length;
        double[] x = (double[])b.Clone();
        for (int i = 0; i < n; i++)
        {
            for (int row = i + 1; row < n; row++)
            {
                double factor = left[row, i] / left[i, i];
                for (int column = i; column < n; column++)
                {
                    left[row, column] -= factor * left[i, column];
                }
                x[row] -= factor * x[i];
            }
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int column = i + 1; column < n; column++)
            {
                x[i] -= left[i, column] * x[column];
            }
            x[i] /= left[i, i];
        }
        return x;
    }

    /// <summary>The inverse of a.</summary>
    public static double[,] Inverse(double[,] a)
    {
        int n = a.GetLength(0);
        double[,] inverse = new double[n, n];
        for (int column = 0; column < n; column++)
        {
            double[] unit = new double[n];
            unit[column] = 1;
            double[] solved = Solve(a, unit);
            for (int row = 0; row < n; row++)
            {
                inverse[row, column] = solved[row];
            }
        }
        return inverse;
    }
}
