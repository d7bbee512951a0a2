using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Experiments;

/// <summary>Variance reduction with what was known of a unit before the experiment: Deng, Xu, Kohavi and Walker, WSDM 2013.</summary>
public static class Cuped
{
    /// <summary>Best coefficient, from both arms together: cov(x, y) / var(x); 0 when x does not vary.</summary>
    /// <param name="pooled">x: the unit's value before; y: its value during the experiment.</param>
    public static double Theta(PairMoments pooled) => pooled.SumXX > 0 ? pooled.SumXY / pooled.SumXX : 0;

    /// <summary>One arm's moments of y - theta (x - mean x).</summary>
    /// <param name="arm">The arm's pairs.</param>
    /// <param name="theta">From <see cref="Theta"/>, the same for all arms.</param>
    /// <param name="pooledMeanX">Mean of x over all arms.</param>
    public static RunningMoments Adjust(PairMoments arm, double theta, double pooledMeanX) =>
        new(arm.Count, arm.MeanY - (theta * (arm.MeanX - pooledMeanX)), Math.Max(0, arm.SumYY - (2 * theta * arm.SumXY) + (theta * theta * arm.SumXX)));
}
