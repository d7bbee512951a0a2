using FeedbackLoop.Learning.Interleaving;
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

    /// <summary>Interleaving: what the challenger's results earned less what the champion's did.</summary>
    public static double CreditOf(ClosedSearch search)
    {
        Span<double> worth = stackalloc double[search.Grade.Length];
        for (var i = 0; i < worth.Length; i++)
        {
            worth[i] = GainOf(search.Grade[i]);
        }

        return InterleavingCredit.Paired(search.Teams ?? [], worth);
    }

    private static double GainOf(float grade) => (Math.Pow(2, grade) - 1) / 16;
}
