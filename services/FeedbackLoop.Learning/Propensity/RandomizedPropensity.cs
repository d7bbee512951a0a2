namespace FeedbackLoop.Learning.Propensity;

/// <summary>Propensities from sessions whose order was shuffled uniformly over the first K positions: every position holds the same mix of items, so that
/// click rates stand as propensities do (Joachims, Swaminathan and Schnabel, WSDM 2017, section 5.2).</summary>
public static class RandomizedPropensity
{
    /// <param name="impressions">Results of shuffled sessions only.</param>
    /// <param name="positions">K.</param>
    /// <exception cref="ArgumentException">Position 1 has no click, so nothing can be put in relation to it.</exception>
    public static PositionBiasModel Estimate(IEnumerable<Impression> impressions, int positions)
    {
        ArgumentNullException.ThrowIfNull(impressions);
        double[] clicks = new double[positions], shown = new double[positions];
        foreach (Impression impression in impressions)
        {
            if (impression.Position <= positions)
            {
                shown[impression.Position - 1]++;
                clicks[impression.Position - 1] += impression.Clicked ? 1 : 0;
            }
        }
        if (clicks[0] == 0)
        {
            throw new ArgumentException("There is no click at position 1.", nameof(impressions));
        }
        double first = clicks[0] / shown[0];
        return new PositionBiasModel
        {
            // Half a click is added, so that a position without any keeps a positive propensity.
            Propensities = [.. Enumerable.Range(0, positions).Select(k => k == 0 ? 1 : (clicks[k] + 0.5) / (shown[k] + 1) / first)],
            RelativeErrors = [.. Enumerable.Range(0, positions).Select(k => k == 0 ? 0 : Math.Sqrt(Variance(k) + Variance(0)))],
        };

        // Of the logarithm of a click rate.
        double Variance(int k) => (1 - (clicks[k] / Math.Max(1, shown[k]))) / (clicks[k] + 0.5);
    }
}
