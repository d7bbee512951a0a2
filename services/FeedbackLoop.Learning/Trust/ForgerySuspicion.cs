namespace FeedbackLoop.Learning.Trust;

/// <summary>Watches one person's clicks as they come: an e-detector (Shin, Ramdas and Rinaldo, 2024; its form here is Page's cumulative sum). Whoever looks as
/// the position-based model says and likes at most half of what they are shown clicks each result with at most half its propensity; against that, each
/// click multiplies the evidence by exp(t / propensity) and each shown result divides it by what that is worth in the mean. The evidence starts over at 1
/// whenever it falls below: a long honest past is no licence. Several t are mixed, small ones for forgeries near the top and large ones for those far
/// down. Sums of logarithms are the whole state, so that it can be stored with other effects and rebuilt from the log bit for bit.</summary>
public static class ForgerySuspicion
{
    /// <summary>Relevance that everything may have.</summary>
    private const double Tolerance = 0.5;

    /// <summary>Propensities below this count as this, as they do where examples are weighed.</summary>
    private const double LeastPropensity = 0.02;
    private static readonly double[] Tilts = [0.03, 0.06, 0.12, 0.25];

    /// <summary>Length of the state, which starts as zeros.</summary>
    public static int Length => Tilts.Length;

    /// <summary>A list was shown.</summary>
    /// <param name="state">Logarithm of the evidence, one per t.</param>
    /// <param name="propensities">Of each shown place, relative to the first, in (0, 1].</param>
    public static void Shown(Span<double> state, ReadOnlySpan<float> propensities)
    {
        for (int i = 0; i < Tilts.Length; i++)
        {
            state[i] = Math.Max(0, state[i]);
            foreach (float propensity in propensities)
            {
                double p = Believed(propensity);
                state[i] -= Math.Log(1 + (Tolerance * p * (Math.Exp(Tilts[i] / p) - 1)));
            }
        }
    }

    /// <summary>One of the shown results was clicked, for the first time. Only what is looked at less than all that was clicked in the same list adds: whoever
    /// looks far down once looks at all that stands there.</summary>
    /// <param name="state">Logarithm of the evidence, one per t.</param>
    /// <param name="propensity">Of the clicked place.</param>
    /// <param name="least">Least propensity clicked in this list before; null: this is the first click.</param>
    public static void Clicked(Span<double> state, float propensity, float? least)
    {
        double leverage = 1 / Believed(propensity), before = least is { } p ? 1 / Believed(p) : 0;
        for (int i = 0; i < Tilts.Length && leverage > before; i++)
        {
            state[i] += Tilts[i] * (leverage - before);
        }
    }

    /// <summary>How many times likelier than under honest use: at least 1/α at most once in 1/α searches of an honest person.</summary>
    public static double Evidence(ReadOnlySpan<double> state)
    {
        double sum = 0;
        foreach (double log in state)
        {
            sum += Math.Exp(Math.Min(log, 300));
        }
        return sum / Tilts.Length;
    }

    /// <summary>What was logged, within what a propensity can be.</summary>
    private static double Believed(float propensity) => propensity is > 0 and <= 1 ? Math.Max(LeastPropensity, propensity) : 1;
}
