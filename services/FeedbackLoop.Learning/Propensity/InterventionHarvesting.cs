using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Propensity;

/// <summary>Propensities from items that different rankers, arms, interleavings or swaps put at different positions for the same query: the interventions of
/// Agarwal, Zaitsev, Wang, Li, Najork and Joachims, "Estimating Position Bias without Intrusive Interventions", WSDM 2019, all of them in one likelihood.</summary>
/// <remarks>Given how often an item was clicked at all, its clicks fall on the positions in the odds n_k p_k, n_k being how often it stood at k: its relevance
/// drops out. The product over items is a multinomial logit, concave in the log propensities, which uses every pair of positions with the weight that it
/// deserves (the paper's AllPairs weighs pairs by impressions). Exact for small click chances; otherwise consistent and a little cautious in its errors.</remarks>
public static class InterventionHarvesting
{
    private const int Iterations = 100;
    private const double Ridge = 1e-6;

    /// <summary>Estimates p_k/p_1 for k up to <paramref name="positions"/>. Positions that no chain of items links to position 1 take the value of the
    /// nearest better position.</summary>
    public static PositionBiasModel Estimate(IEnumerable<Impression> impressions, int positions) => Estimate(ClickTable.From(impressions, positions));

    /// <summary>The same from counts.</summary>
    public static PositionBiasModel Estimate(ClickTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int positions = table.Positions;
        bool[,] together = new bool[positions, positions];
        double[] theta = new double[positions], share = new double[positions];
        double[,] information = new double[positions, positions];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            double[] gradient = new double[positions];
            Array.Clear(information);
            for (int d = 0; d < table.Documents; d++)
            {
                AddDocument(table, d, theta, share, gradient, information, together);
            }
            for (int k = 0; k < positions; k++)
            {
                // Half a click on either side keeps a position without clicks finite.
                double half = 1 / (1 + Math.Exp(theta[0] - theta[k]));
                gradient[k] += 0.5 - half;
                gradient[0] -= 0.5 - half;
                information[k, k] += (half * (1 - half)) + Ridge;
            }
            double[] step = LinearSystem.Solve(information, gradient);
            double most = 0;
            for (int k = 0; k < positions; k++)
            {
                theta[k] += Math.Clamp(step[k], -2, 2);
                most = Math.Max(most, Math.Abs(step[k]));
            }
            if (most < 1e-9)
            {
                break;
            }
        }
        bool[] linked = Linked(together, positions);
        double[] propensities = new double[positions], errors = new double[positions];
        double[,] covariance = LinearSystem.Inverse(information);
        for (int k = 0; k < positions; k++)
        {
            propensities[k] = k == 0 ? 1 : linked[k] ? Math.Exp(theta[k] - theta[0]) : propensities[k - 1];
            errors[k] = k == 0 ? 0 : linked[k] ? Math.Sqrt(Math.Max(0, covariance[k, k] + covariance[0, 0] - (2 * covariance[0, k]))) : double.PositiveInfinity;
        }
        return new PositionBiasModel { Propensities = propensities, RelativeErrors = errors };
    }

    private static void AddDocument(ClickTable table, int document, double[] theta, double[] share, double[] gradient, double[,] information, bool[,] together)
    {
        double clicks = table.Clicked(document), total = 0;
        for (int k = 0; k < share.Length; k++)
        {
            total += share[k] = table.Shown(document, k + 1) * Math.Exp(theta[k]);
        }
        if (clicks == 0 || total == 0)
        {
            return;
        }
        for (int k = 0; k < share.Length; k++)
        {
            share[k] /= total;
        }
        for (int k = 0; k < share.Length; k++)
        {
            if (share[k] == 0)
            {
                continue;
            }
            gradient[k] += table.Clicked(document, k + 1) - (clicks * share[k]);
            information[k, k] += clicks * share[k];
            for (int other = 0; other < share.Length; other++)
            {
                information[k, other] -= clicks * share[k] * share[other];
                together[k, other] |= share[other] > 0;
            }
        }
    }

    /// <summary>Which positions a chain of items links to the first.</summary>
    private static bool[] Linked(bool[,] together, int positions)
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
                    if (linked[other] && together[k, other])
                    {
                        linked[k] = grew = true;
                    }
                }
            }
        }
        return linked;
    }
}
