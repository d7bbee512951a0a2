namespace FeedbackLoop.Learning.Trust;

/// <summary>How unlikely a person's clicks are when each result is clicked with a known chance. The statistic is what the clicks would add to relevance
/// estimates, the sum of 1/propensity over the clicked results: it is what an attacker has to make large, and a person who looks at the top first does not.</summary>
public static class ClickTail
{
    /// <summary>Upper bound of the logarithm of P(sum of leverages of the clicked results >= <paramref name="observed"/>) by Chernoff 1952: holds for any number
    /// of independent results with unequal chances. 0 when the sum is no larger than expected.</summary>
    /// <param name="chances">Chance of a click on each result, in (0, 1].</param>
    /// <param name="leverages">What a click on it adds to the sum; above 0.</param>
    /// <param name="observed">The sum over the results that were clicked.</param>
    public static double LogBound(ReadOnlySpan<double> chances, ReadOnlySpan<double> leverages, double observed)
    {
        double most = 0;
        foreach (double leverage in leverages)
        {
            most = Math.Max(most, leverage);
        }
        if (most == 0 || Tilted(chances, leverages, 0).Mean >= observed)
        {
            return 0;
        }
        // The bound is exp(K(t) - t s) for any t > 0; the best t makes the tilted mean s.
        double low = 0, high = 30 / most;
        for (int i = 0; i < 24; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Tilted(chances, leverages, middle).Mean < observed ? (middle, high) : (low, middle);
        }
        return Math.Min(0, Tilted(chances, leverages, low).LogMoment - (low * observed));
    }

    /// <summary>Cumulant generating function at t and its derivative.</summary>
    private static (double LogMoment, double Mean) Tilted(ReadOnlySpan<double> chances, ReadOnlySpan<double> leverages, double t)
    {
        double log = 0, mean = 0;
        for (int i = 0; i < chances.Length; i++)
        {
            double up = chances[i] * Math.Exp(t * leverages[i]), moment = 1 - chances[i] + up;
            log += Math.Log(moment);
            mean += leverages[i] * up / moment;
        }
        return (log, mean);
    }
}
