using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Experiments;

/// <summary>The outcome by which rankers are compared online: how likely the person of one search was satisfied by what they did with its results.
/// Each result satisfies with (2^grade - 1) / 16, independently, as in expected reciprocal rank (Chapelle et al., CIKM 2009) but without its position
/// discount: whoever did not look so far down gave no grade there.</summary>
public static class Satisfaction
{
    /// <summary>0 to 1.</summary>
    public static double Of(ClosedSearch search)
    {
        var missed = 1.0;
        foreach (var grade in search.Grade)
        {
            missed *= 1 - GainOf(grade);
        }

        return 1 - missed;
    }

    /// <summary>Interleaving: the challenger's gain less the champion's, -1, 0 or 1; shared results count for nobody.</summary>
    public static int PreferenceOf(ClosedSearch search)
    {
        double credit = 0;
        for (var i = 0; i < search.Grade.Length && i < (search.Teams?.Length ?? 0); i++)
        {
            credit += search.Teams![i] switch { 1 => GainOf(search.Grade[i]), 0 => -GainOf(search.Grade[i]), _ => 0 };
        }

        return Math.Sign(credit);
    }

    private static double GainOf(float grade) => (Math.Pow(2, grade) - 1) / 16;
}
