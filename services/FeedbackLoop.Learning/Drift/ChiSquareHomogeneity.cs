using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Drift;

/// <summary>Pearson's chi-square test that two samples of categories come from one distribution. Categories expected fewer than five times in the smaller
/// sample are pooled, because the approximation fails there.</summary>
public static class ChiSquareHomogeneity
{
    /// <summary>Statistic and p-value.</summary>
    public static (double Statistic, double PValue) Test(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (reference.Length != current.Length)
        {
            throw new ArgumentException($"Both sides need the same categories, but they have {reference.Length} and {current.Length}.", nameof(current));
        }
        double n = 0, m = 0;
        for (int c = 0; c < reference.Length; c++)
        {
            n += reference[c];
            m += current[c];
        }
        if (n == 0 || m == 0)
        {
            return (0, 1);
        }
        double statistic = 0, rareA = 0, rareB = 0;
        int cells = 0;
        for (int c = 0; c < reference.Length; c++)
        {
            double all = reference[c] + current[c];
            if (all * Math.Min(n, m) / (n + m) < 5)
            {
                rareA += reference[c];
                rareB += current[c];
                continue;
            }
            statistic += Cell(reference[c], all * n / (n + m)) + Cell(current[c], all * m / (n + m));
            cells++;
        }
        if (rareA + rareB > 0)
        {
            statistic += Cell(rareA, (rareA + rareB) * n / (n + m)) + Cell(rareB, (rareA + rareB) * m / (n + m));
            cells++;
        }
        return cells < 2 ? (0, 1) : (statistic, Distributions.ChiSquareTail(statistic, cells - 1));
    }

    private static double Cell(double observed, double expected) => (observed - expected) * (observed - expected) / expected;
}
