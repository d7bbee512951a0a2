using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Experiments;

/// <summary>Tests whether units arrived in the arms in the planned shares; when they did not, nothing else that the experiment says can be trusted
/// (Fabijan et al., KDD 2019).</summary>
public static class SampleRatioMismatch
{
    /// <summary>p-value of the chi-square test, to be looked at once.</summary>
    /// <param name="counts">Units per arm.</param>
    /// <param name="shares">Planned shares, relative to each other.</param>
    public static double PValue(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares)
    {
        (double n, double total) = Totals(counts, shares);
        if (n == 0)
        {
            return 1;
        }
        double statistic = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double expected = n * shares[i] / total;
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        return Distributions.ChiSquareTail(statistic, counts.Length - 1);
    }

    /// <summary>Log of the evidence against the planned shares; may be looked at after every unit: it ever exceeds ln(1/alpha) with a chance of at most alpha
    /// when the shares are right. Multinomial against a Dirichlet mixture around the plan (Lindon and Malek, NeurIPS 2022).</summary>
    /// <param name="counts">Units per arm.</param>
    /// <param name="shares">Planned shares.</param>
    /// <param name="concentration">How close to the plan a mismatch is expected: units' worth; large finds small mismatches late, small finds large ones early.</param>
    public static double LogEvidence(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares, double concentration = 10_000)
    {
        (double n, double total) = Totals(counts, shares);
        double log = Distributions.LogGamma(concentration) - Distributions.LogGamma(concentration + n);
        for (int i = 0; i < counts.Length; i++)
        {
            double share = shares[i] / total, prior = concentration * share;
            log += Distributions.LogGamma(prior + counts[i]) - Distributions.LogGamma(prior) - (counts[i] * Math.Log(share));
        }
        return log;
    }

    private static (double Units, double Shares) Totals(ReadOnlySpan<long> counts, ReadOnlySpan<double> shares)
    {
        if (counts.Length != shares.Length || counts.Length < 2)
        {
            throw new ArgumentException($"There must be one share for each of at least two arms, but there are {counts.Length} counts and {shares.Length} shares.", nameof(shares));
        }
        double n = 0, total = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (!(shares[i] > 0) || counts[i] < 0)
            {
                throw new ArgumentException("Shares must be above 0 and counts not negative.", nameof(shares));
            }
            n += counts[i];
            total += shares[i];
        }
        return (n, total);
    }
}
