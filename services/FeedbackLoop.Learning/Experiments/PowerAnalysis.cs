using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Experiments;

/// <summary>How many units an experiment needs.</summary>
public static class PowerAnalysis
{
    /// <summary>Units per arm of a two-sided fixed-size test that finds a difference of <paramref name="effect"/> with chance <paramref name="power"/>.</summary>
    public static double UnitsPerArm(double standardDeviation, double effect, double alpha = 0.05, double power = 0.8)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(effect, 0);
        double z = Distributions.NormalQuantile(1 - (alpha / 2)) + Distributions.NormalQuantile(power);
        return Math.Ceiling(2 * Math.Pow(z * standardDeviation / effect, 2));
    }

    /// <summary>Units per arm by which a <see cref="ConfidenceSequence"/> that is tightest there excludes zero with chance <paramref name="power"/>.</summary>
    public static double SequentialUnitsPerArm(double standardDeviation, double effect, double alpha = 0.05, double power = 0.8)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(effect, 0);
        double z = Distributions.NormalQuantile(power), low = 1, high = 1e15;
        while (high / low > 1.0001)
        {
            double n = Math.Sqrt(low * high), variance = 2 * standardDeviation * standardDeviation / n;
            Interval interval = new ConfidenceSequence(alpha, 2 * n, 2).Around(0, variance, 2 * n, n);
            (low, high) = Math.Abs(effect) - (z * Math.Sqrt(variance)) > interval.High ? (low, n) : (n, high);
        }
        return Math.Ceiling(high);
    }

    /// <summary>Standard deviation of a yes-or-no metric with rate <paramref name="rate"/>.</summary>
    public static double RateDeviation(double rate) => Math.Sqrt(rate * (1 - rate));

    /// <summary>How long it takes until both arms have their units.</summary>
    /// <param name="unitsPerArm">Units wanted.</param>
    /// <param name="unitsPerDay">New units per day over all arms.</param>
    /// <param name="smallestShare">Share of the smaller arm.</param>
    public static TimeSpan Duration(double unitsPerArm, double unitsPerDay, double smallestShare = 0.5) =>
        TimeSpan.FromDays(unitsPerArm / (unitsPerDay * smallestShare));
}
