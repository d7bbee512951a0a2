namespace FeedbackLoop.Learning.Propensity;

/// <summary>AllPairs: propensities from items that different rankers, arms or interleavings put at different positions for the same query. Agarwal,
/// Zaitsev, Wang, Li, Najork and Joachims, "Estimating Position Bias without Intrusive Interventions", WSDM 2019.</summary>
public static class InterventionHarvesting
{
    private const int Iterations = 2000;

    /// <summary>Estimates p_k/p_1 for k up to <paramref name="positions"/>. Positions that no chain of pairs links to position 1 take the value of the
    /// nearest better position.</summary>
    public static PositionBiasModel Estimate(IEnumerable<Impression> impressions, int positions)
    {
        ArgumentNullException.ThrowIfNull(impressions);
        (double[,] clicks, double[,] shown) = Pairs(impressions, positions);
        return new PositionBiasModel { Propensities = Fit(clicks, shown, positions) };
    }

    /// <summary>Sums over the items that stood at both k and k': clicks[k, k'] at k, and trials. The weight of an item, n_k n_k'/(n_k + n_k'), is the same
    /// for both positions and does not depend on clicks; so the ratio of click rates is the ratio of propensities, and rarely shown items count little.</summary>
    private static (double[,] Clicks, double[,] Shown) Pairs(IEnumerable<Impression> impressions, int positions)
    {
        var items = new Dictionary<(int, int), (int[] Shown, int[] Clicked)>();
        foreach (Impression impression in impressions)
        {
            if (impression.Position > positions)
            {
                continue;
            }
            if (!items.TryGetValue((impression.Query, impression.Item), out var counts))
            {
                items[(impression.Query, impression.Item)] = counts = (new int[positions], new int[positions]);
            }
            counts.Shown[impression.Position - 1]++;
            counts.Clicked[impression.Position - 1] += impression.Clicked ? 1 : 0;
        }
        double[,] clicks = new double[positions, positions], shown = new double[positions, positions];
        foreach ((int[] n, int[] c) in items.Values)
        {
            for (int k = 0; k < positions; k++)
            {
                for (int other = 0; other < positions; other++)
                {
                    if (k != other && n[k] > 0 && n[other] > 0)
                    {
                        double weight = (double)n[k] * n[other] / (n[k] + n[other]);
                        clicks[k, other] += weight * c[k] / n[k];
                        shown[k, other] += weight;
                    }
                }
            }
        }
        return (clicks, shown);
    }

    /// <summary>Maximum likelihood of click rates p_k r_{kk'} with r symmetric, by expectation-maximisation.</summary>
    private static double[] Fit(double[,] clicks, double[,] shown, int positions)
    {
        double[] p = [.. Enumerable.Range(0, positions).Select(k => 1.0 / (k + 1))];
        double[,] r = new double[positions, positions];
        for (int k = 0; k < positions; k++)
        {
            for (int other = 0; other < positions; other++)
            {
                r[k, other] = 0.5;
            }
        }
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            double[] next = new double[positions];
            double[,] nextR = new double[positions, positions];
            double change = 0;
            for (int k = 0; k < positions; k++)
            {
                double examined = 0, all = 0;
                for (int other = 0; other < positions; other++)
                {
                    double n = shown[k, other], c = clicks[k, other];
                    if (n == 0)
                    {
                        continue;
                    }
                    double none = 1 - (p[k] * r[k, other]);
                    examined += c + ((n - c) * p[k] * (1 - r[k, other]) / none);
                    all += n;
                    nextR[k, other] += c + ((n - c) * (1 - p[k]) * r[k, other] / none);
                }
                next[k] = all > 0 ? examined / all : 0;
            }
            for (int k = 0; k < positions; k++)
            {
                for (int other = 0; other < k; other++)
                {
                    double n = shown[k, other] + shown[other, k];
                    r[k, other] = r[other, k] = n > 0 ? (nextR[k, other] + nextR[other, k]) / n : 0.5;
                }
                change = Math.Max(change, Math.Abs(next[k] - p[k]));
                p[k] = next[k];
            }
            if (change < 1e-9)
            {
                break;
            }
        }
        return Relative(p, shown, positions);
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
