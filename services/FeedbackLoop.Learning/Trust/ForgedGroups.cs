namespace FeedbackLoop.Learning.Trust;

/// <summary>Finds people who click the same results more often than people can: two latent classes, fitted by expectation-maximisation. A member of the group
/// clicks document d with chance φ_d, learnt from the group's other members; anybody else has a taste of their own, known to nobody, and clicks what they like
/// with the chance that its place is examined. The ratio of a person's two likelihoods is at most 1 unless φ_d exceeds the examination of the place, which
/// no taste can do: a minority that agrees among itself but looks as people look is never a group. Needs agreement: one who forges alone is
/// <see cref="ClickTail"/>'s.</summary>
internal static class ForgedGroups
{
    /// <summary>Impressions that φ_d is worth before the group is asked.</summary>
    private const double PriorImpressions = 1;

    /// <summary>The search for a group starts from the people whose clicks make most of what they saw relevant: this share of all. From many a small group
    /// drowns, from few a large one is not recognised, so both are tried.</summary>
    private static readonly double[] Starts = [0.02, 0.1];
    private const int MostRounds = 40;

    /// <summary>Chance of membership of each person.</summary>
    /// <param name="history">Everybody's impressions.</param>
    /// <param name="candidate">Who takes part.</param>
    /// <param name="relevance">Overall relevance: what a click chance is before the group is asked, as a share of the propensity.</param>
    public static double[] Membership(PersonHistory history, bool[] candidate, double relevance)
    {
        int[] ranked = [.. Enumerable.Range(0, history.People).Where(person => candidate[person] && history.Of(person).Length > 0)
            .OrderByDescending(person => Leverage(history.Of(person)) / history.Of(person).Length)];
        double[] best = new double[history.People];
        foreach (double start in Starts)
        {
            double[] member = new double[history.People];
            foreach (int person in ranked.AsSpan(0, (int)(start * ranked.Length)))
            {
                member[person] = 1;
            }
            Fit(history, ranked, member, relevance);
            best = member.Sum() > best.Sum() ? member : best;
        }
        return best;
    }

    private static void Fit(PersonHistory history, int[] people, double[] member, double relevance)
    {
        double[] clicks = new double[history.Documents], shown = new double[history.Documents];
        double share = member.Sum() / people.Length, moved = 1;
        for (int round = 0; round < MostRounds && moved > 1e-3 && share * people.Length >= 1; round++)
        {
            Count(history, member, clicks, shown);
            double prior = Math.Log(share / (1 - Math.Min(share, 0.5))), sum = 0;
            moved = 0;
            foreach (int person in people)
            {
                double odds = prior + LogRatio(history.Of(person), history.CountsOf(person), member[person], clicks, shown, relevance), chance = 1 / (1 + Math.Exp(-odds));
                moved = Math.Max(moved, Math.Abs(chance - member[person]));
                // Clicks and shown are this round's throughout: the order of people does not matter.
                member[person] = chance;
                sum += chance;
            }
            share = sum / people.Length;
        }
    }

    private static double Leverage(ReadOnlySpan<PersonImpression> own)
    {
        double sum = 0;
        foreach (PersonImpression shown in own)
        {
            sum += shown.Clicked ? 1 / shown.Propensity : 0;
        }
        return sum;
    }

    private static void Count(PersonHistory history, double[] member, double[] clicks, double[] shown)
    {
        Array.Clear(clicks);
        Array.Clear(shown);
        for (int person = 0; person < member.Length; person++)
        {
            foreach (PersonImpression one in history.Of(person))
            {
                clicks[one.Document] += one.Clicked ? member[person] : 0;
                shown[one.Document] += member[person];
            }
        }
    }

    /// <summary>Logarithm of P(clicks | member) / max over tastes of P(clicks | a person): what was clicked was liked, what was not was not.</summary>
    private static double LogRatio(
        ReadOnlySpan<PersonImpression> own, ReadOnlySpan<PersonHistory.OwnCounts> counts, double member, double[] clicks, double[] shown, double relevance)
    {
        double ratio = 0;
        for (int i = 0; i < own.Length; i++)
        {
            double othersClicks = Math.Max(0, clicks[own[i].Document] - (member * counts[i].Clicks)), othersShown = Math.Max(0, shown[own[i].Document] - (member * counts[i].Shown));
            double chance = Math.Clamp((othersClicks + (PriorImpressions * own[i].Propensity * relevance)) / (othersShown + PriorImpressions), 1e-6, 0.99);
            ratio += Math.Log(own[i].Clicked ? chance / own[i].Propensity : 1 - chance);
        }
        return ratio;
    }
}
