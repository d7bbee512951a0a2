using FeedbackLoop.Learning.Clicks;

namespace FeedbackLoop.Learning.Propensity;

/// <summary>AllPairs: propensities from items that different rankers, arms or interleavings put at different positions for the same query. Agarwal,
/// Zaitsev, Wang, Li, Najork and Joachims, "Estimating Position Bias without Intrusive Interventions", WSDM 2019.</summary>
public static class InterventionHarvesting
{
    private const int Iterations = 100;
    private const double Ridge = 1e-6;

    /// <summary>Estimates p_k/p_1 for k up to <paramref name="positions"/>. Positions that no chain of pairs links to position 1 take the value of the
    /// nearest better position.</summary>
    public static PositionBiasModel Estimate(IEnumerable<Impression> impressions, int positions) => Estimate(ClickTable.From(impressions, positions));

    /// <summary>The same from counts.</summary>
    public static PositionBiasModel Estimate(ClickTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        (double[,] clicks, double[,] shown) = Pairs(table);
        return new PositionBiasModel { Propensities = Fit(clicks, shown, table.Positions) };
    }

    /// <summary>Sums over the items that stood at both k and k': clicks[k, k'] at k, and trials. The weight of an item, n_k n_k'/(n_k + n_k'), is the same
    /// for both positions and does not depend on clicks; so the ratio of click rates is the ratio of propensities, and rarely shown items count little.</summary>
    private static (double[,] Clicks, double[,] Shown) Pairs(ClickTable table)
    {
        int positions = table.Positions;
        double[,] clicks = new double[positions, positions], shown = new double[positions, positions];
        for (int d = 0; d < table.Documents; d++)
        {
            for (int k = 0; k < positions; k++)
            {
                double n = table.Shown(d, k + 1);
                for (int other = 0; other < positions && n > 0; other++)
                {
                    double m = table.Shown(d, other + 1);
                    if (k != other && m > 0)
                    {
                        double weight = n * m / (n + m);
                        clicks[k, other] += weight * table.Clicked(d, k + 1) / n;
                        shown[k, other] += weight;
                    }
                }
            }
        }
        return (clicks, shown);
    }

    /// <summary>Of the clicks on the items of a pair of positions, each is at k rather than at k' with the odds p_k : p_k', because both had equal weight. So
    /// the relevances drop out and what is left is a Bradley-Terry model, whose likelihood is concave: Newton's method on the log propensities. (Fitting
    /// propensities and relevances together by expectation-maximisation, as is often done, crawls where few items link two positions.)</summary>
    private static double[] Fit(double[,] clicks, double[,] shown, int positions)
    {
        double[] theta = new double[positions];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            double[] gradient = new double[positions];
            double[,] curvature = new double[positions, positions];
            for (int k = 0; k < positions; k++)
            {
                curvature[k, k] += Ridge;
                for (int other = 0; other < positions; other++)
                {
                    if (k == other || shown[k, other] == 0)
                    {
                        continue;
                    }
                    // Half a click on either side keeps a position without clicks finite.
                    double mine = clicks[k, other] + 0.5, all = mine + clicks[other, k] + 0.5, share = 1 / (1 + Math.Exp(theta[other] - theta[k]));
                    gradient[k] += mine - (all * share);
                    curvature[k, k] += all * share * (1 - share);
                    curvature[k, other] -= all * share * (1 - share);
                }
            }
            double[] step = Solve(curvature, gradient);
            double most = 0;
            for (int k = 0; k < positions; k++)
            {
                theta[k] += Math.Clamp(step[k], -2, 2);
                most = Math.Max(most, Math.Abs(step[k]));
            }
            if (most < 1e-10)
            {
                break;
            }
        }
        return Relative(Array.ConvertAll(theta, Math.Exp), shown, positions);
    }

    /// <summary>Gaussian elimination; the matrix is a Laplacian with a ridge, hence positive definite, and needs no pivoting.</summary>
    private static double[] Solve(double[,] a, double[] b)
    {
        int n = b.Length;
        double[] x = (double[])b.Clone();
        for (int i = 0; i < n; i++)
        {
            for (int row = i + 1; row < n; row++)
            {
                double factor = a[row, i] / a[i, i];
                for (int column = i; column < n; column++)
                {
                    a[row, column] -= factor * a[i, column];
                }
                x[row] -= factor * x[i];
            }
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int column = i + 1; column < n; column++)
            {
                x[i] -= a[i, column] * x[column];
            }
            x[i] /= a[i, i];
        }
        return x;
    }

    private static double[] Relative(double[] p, double[,] shown, int positions)
    {
        bool[] linked = new bool[positions];
        linked[0] = true;
        for (bool grew = true; grew;)
        {
            grew = false;
            for (int k = 0; k < positions; k++)
            {
                for (int other = 0; other < positions && !linked[k]; other++)
                {
                    if (linked[other] && shown[k, other] > 0)
                    {
                        linked[k] = grew = true;
                    }
                }
            }
        }
        double[] relative = new double[positions];
        for (int k = 0; k < positions; k++)
        {
            relative[k] = k == 0 ? 1 : linked[k] && p[0] > 0 ? p[k] / p[0] : relative[k - 1];
        }
        return relative;
    }
}
