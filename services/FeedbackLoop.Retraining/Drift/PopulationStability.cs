using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Retraining.Drift;

/// <summary>Population stability index of a sample against a reference: sum over bins of (q - p) ln(q / p), bins by the reference's deciles, missing values in a
/// bin of their own.</summary>
public static class PopulationStability
{
    private const int Deciles = 10;

    /// <summary>The index, and how large it becomes by chance alone with a probability of <paramref name="alpha"/>.</summary>
    /// <remarks>Without drift the index over (1/n + 1/m) is close to chi-square with bins - 1 degrees of freedom (Yurdakul and Naranjo 2020).</remarks>
    public static (double Index, double ByChance) Of(ReadOnlySpan<float> reference, ReadOnlySpan<float> current, double alpha)
    {
        var sorted = new List<float>(reference.Length);
        foreach (var value in reference)
        {
            if (!float.IsNaN(value))
            {
                sorted.Add(value);
            }
        }

        sorted.Sort();
        var cuts = Enumerable.Range(1, Deciles - 1).Where(_ => sorted.Count > 0).Select(d => sorted[d * sorted.Count / Deciles]).Distinct().ToArray();
        var (p, q) = (Count(reference, cuts), Count(current, cuts));
        double index = 0;
        var bins = 0;
        for (var b = 0; b < p.Length; b++)
        {
            if (p[b] + q[b] == 0)
            {
                continue;
            }

            bins++;
            // Half a case more in each bin keeps an empty one finite.
            double expected = (p[b] + 0.5) / (reference.Length + (0.5 * p.Length)), actual = (q[b] + 0.5) / (current.Length + (0.5 * p.Length));
            index += (actual - expected) * Math.Log(actual / expected);
        }

        return (index, bins < 2 ? 0 : ChiSquareQuantile(alpha, bins - 1) * ((1.0 / reference.Length) + (1.0 / current.Length)));
    }

    private static int[] Count(ReadOnlySpan<float> values, float[] cuts)
    {
        var counts = new int[cuts.Length + 2];
        foreach (var value in values)
        {
            counts[float.IsNaN(value) ? cuts.Length + 1 : UpperBound(cuts, value)]++;
        }

        return counts;
    }

    private static int UpperBound(float[] cuts, float value)
    {
        var bin = 0;
        while (bin < cuts.Length && value >= cuts[bin])
        {
            bin++;
        }

        return bin;
    }

    private static double ChiSquareQuantile(double tail, int degrees)
    {
        double low = 0, high = 1000;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Distributions.ChiSquareTail(middle, degrees) > tail ? (middle, high) : (low, middle);
        }

        return high;
    }
}
