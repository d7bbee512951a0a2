using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.LambdaMart;
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

    /// <summary>Interleaving: positive when what satisfied is what the challenger would have placed higher.</summary>
    /// <param name="search">An interleaved search; with its features when there is a model.</param>
    /// <param name="challenger">The challenging ranker, whose order is computed again from the logged features; the champion's scores were logged. Null, as
    /// between query adapters, whose candidates differ: only who placed an item is known.</param>
    public static double CreditOf(ClosedSearch search, RankerModel? challenger)
    {
        Span<double> worth = stackalloc double[search.Grade.Length];
        for (var i = 0; i < worth.Length; i++)
        {
            worth[i] = GainOf(search.Grade[i]);
        }

        if (challenger is null)
        {
            return InterleavingCredit.Paired(search.Teams ?? [], worth);
        }

        Span<float> scores = stackalloc float[worth.Length];
        challenger.Score(search.Features, scores);
        return InterleavingCredit.ByRank(worth, search.Scores, scores);
    }

    private static double GainOf(float grade) => (Math.Pow(2, grade) - 1) / 16;
}
