using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Experiments;

/// <summary>Intervals that hold at all times together: look as often as you like and stop when you like, the chance that the truth is ever outside is at most
/// alpha. Asymptotic confidence sequences by normal mixture: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and
/// asymptotic confidence sequences", Annals of Statistics 2024; the two-sample form is the mixture sequential test of Johari, Koomen, Pekelis and Walsh 2022.</summary>
public sealed class ConfidenceSequence
{
    private readonly double alpha;
    private readonly double tightestAt;
    private readonly double leastCount;

    /// <param name="alpha">Chance of ever being wrong, 0 &lt; alpha &lt; 1.</param>
    /// <param name="tightestAt">Number of observations (both arms together) at which the interval is to be tightest; its validity does not depend on it.</param>
    /// <param name="leastCount">Below so many observations per arm the interval is infinite: the normal limit has not set in.</param>
    public ConfidenceSequence(double alpha = 0.05, double tightestAt = 10_000, double leastCount = 100)
    {
        if (!(alpha > 0 && alpha < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha must be between 0 and 1.");
        }
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tightestAt);
        (this.alpha, this.tightestAt, this.leastCount) = (alpha, tightestAt, Math.Max(2, leastCount));
    }

    /// <summary>Mean of one stream.</summary>
    public Interval Mean(RunningMoments sample) =>
        Around(sample.Mean, sample.Variance / sample.Count, sample.Count, sample.Count);

    /// <summary>Difference of means, <paramref name="treatment"/> less <paramref name="control"/>.</summary>
    public Interval Difference(RunningMoments control, RunningMoments treatment) =>
        Around(treatment.Mean - control.Mean, (control.Variance / control.Count) + (treatment.Variance / treatment.Count),
            control.Count + treatment.Count, Math.Min(control.Count, treatment.Count));

    /// <summary>Ratio of means y/x of one stream of units, such as clicks per impression by person; variance by the delta method, so that the impressions of
    /// one person are not taken for independent (Deng, Knoblich and Lu 2018).</summary>
    public Interval Ratio(PairMoments sample) => Around(RatioOf(sample), RatioVariance(sample), sample.Count, sample.Count);

    /// <summary>Difference of two ratios, <paramref name="treatment"/> less <paramref name="control"/>.</summary>
    public Interval RatioDifference(PairMoments control, PairMoments treatment) =>
        Around(RatioOf(treatment) - RatioOf(control), RatioVariance(control) + RatioVariance(treatment), control.Count + treatment.Count, Math.Min(control.Count, treatment.Count));

    /// <summary>Interval of any asymptotically normal estimate with variance <paramref name="variance"/> after <paramref name="count"/> observations.</summary>
    /// <param name="estimate">Point estimate.</param>
    /// <param name="variance">Its variance now, about proportional to 1/count.</param>
    /// <param name="count">Observations.</param>
    /// <param name="smallestArm">Observations of the smaller arm.</param>
    public Interval Around(double estimate, double variance, double count, double smallestArm)
    {
        if (!(smallestArm >= leastCount) || !(variance > 0) || !double.IsFinite(estimate))
        {
            return new(double.IsFinite(estimate) ? estimate : 0, double.NegativeInfinity, double.PositiveInfinity);
        }
        // The mixing variance is the one that makes the interval tightest where asked: rho² = (-2 ln α + ln(-2 ln α + 1)) / tightestAt, in units of one observation.
        double rho2 = ((-2 * Math.Log(alpha)) + Math.Log((-2 * Math.Log(alpha)) + 1)) / tightestAt;
        double grown = (count * rho2) + 1;
        double half = Math.Sqrt(variance * grown / (count * rho2) * Math.Log(grown / (alpha * alpha)));
        return new(estimate, estimate - half, estimate + half);
    }

    /// <summary>Mean of y over mean of x.</summary>
    public static double RatioOf(PairMoments sample) => sample.MeanX == 0 ? double.NaN : sample.MeanY / sample.MeanX;

    /// <summary>Variance of <see cref="RatioOf"/> by the delta method.</summary>
    public static double RatioVariance(PairMoments sample)
    {
        double ratio = RatioOf(sample);
        return (sample.VarianceY - (2 * ratio * sample.Covariance) + (ratio * ratio * sample.VarianceX)) / (sample.Count * sample.MeanX * sample.MeanX);
    }
}
