using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Drift;

/// <summary>Population stability index: Σ (q - p) ln(q/p) over bins. The usual fixed limits 0.1 and 0.25 alarm on nothing with large samples and on noise with
/// small ones; without drift PSI n m/(n + m) is chi-square with bins - 1 degrees of freedom (Yurdakul 2018), which gives the limits here.</summary>
public static class PopulationStability
{
    /// <summary>The index. Half an observation is added to each bin, so that empty bins stay finite.</summary>
    public static double Index(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        (double n, double m) = (Total(reference, current.Length), Total(current, reference.Length));
        double index = 0;
        for (int b = 0; b < reference.Length; b++)
        {
            double p = (reference[b] + 0.5) / (n + (0.5 * reference.Length)), q = (current[b] + 0.5) / (m + (0.5 * current.Length));
            index += (q - p) * Math.Log(q / p);
        }
        return index;
    }

    /// <summary>The value that the index exceeds with chance <paramref name="alpha"/> when nothing drifted.</summary>
    public static double Threshold(int bins, double referenceCount, double currentCount, double alpha)
    {
        double low = 0, high = 1000 + (10 * bins);
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Distributions.ChiSquareTail(middle, bins - 1) > alpha ? (middle, high) : (low, middle);
        }
        return high * ((1 / referenceCount) + (1 / currentCount));
    }

    /// <summary>Chance of an index at least as large without drift.</summary>
    public static double PValue(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        double n = Total(reference, current.Length), m = Total(current, reference.Length);
        return n == 0 || m == 0 ? 1 : Distributions.ChiSquareTail(Index(reference, current) * n * m / (n + m), reference.Length - 1);
    }

    private static double Total(ReadOnlySpan<long> counts, int otherLength)
    {
        if (counts.Length != otherLength || counts.Length < 2)
        {
            throw new ArgumentException($"Both sides need the same bins, at least two, but they have {counts.Length} and {otherLength}.", nameof(counts));
        }
        long total = 0;
        foreach (long count in counts)
        {
            total += count;
        }
        return total;
    }
}
