namespace FeedbackLoop.Learning.Trust;

/// <summary>Tests each person's clicks against the position-based model: forged clicks on results that people hardly look at are worth most to an attacker,
/// because they are divided by a small propensity, and are least likely for a person. One person is tested against what the other trusted people found
/// relevant; relevance defines trust and trust defines relevance, so both are computed in turn (as in truth discovery, Li et al. 2015). People who forge
/// together, each too little to be told alone, are found by what they share: <see cref="ForgedGroups"/>.</summary>
public static class ClickTrust
{
    /// <summary>Judges everybody in a log.</summary>
    /// <param name="impressions">All that was shown, clicked or not. Equal logs in equal order give equal verdicts.</param>
    /// <param name="people">Number of people.</param>
    /// <param name="documents">Number of (query, item) pairs.</param>
    /// <param name="options">How to judge; null is the default.</param>
    public static ClickTrustReport Judge(ReadOnlySpan<PersonImpression> impressions, int people, int documents, ClickTrustOptions? options = null)
    {
        options ??= new ClickTrustOptions();
        var history = new PersonHistory(impressions, people, documents);
        bool[] alone = new bool[people], together = new bool[people], trusted = new bool[people];
        Array.Fill(trusted, true);
        double[] clicks = new double[documents], examined = new double[documents];
        int round = 0;
        for (bool changed = true; changed && round < options.Rounds; round++)
        {
            double mean = Relevance(history, trusted, clicks, examined);
            JudgeAlone(history, trusted, alone, mean, clicks, examined, options);
            bool[] candidates = Array.ConvertAll(alone, distrusted => !distrusted);
            double[] member = ForgedGroups.Membership(history, candidates, mean);
            changed = false;
            for (int person = 0; person < people; person++)
            {
                together[person] = candidates[person] && member[person] > options.MostMembership;
                bool trust = !alone[person] && !together[person];
                changed |= trust != trusted[person];
                trusted[person] = trust;
            }
        }
        long left = 0;
        foreach (PersonImpression shown in impressions)
        {
            left += shown.Clicked && !trusted[shown.Person] ? 1 : 0;
        }
        return new ClickTrustReport(trusted, alone.Count(a => a), together.Count(t => t), left, round);
    }

    /// <summary>Clicks and examinations of each document by trusted people; returns the overall relevance.</summary>
    private static double Relevance(PersonHistory history, bool[] trusted, double[] clicks, double[] examined)
    {
        Array.Clear(clicks);
        Array.Clear(examined);
        double allClicks = 0, allExamined = 0;
        for (int person = 0; person < trusted.Length; person++)
        {
            foreach (PersonImpression shown in trusted[person] ? history.Of(person) : [])
            {
                clicks[shown.Document] += shown.Clicked ? 1 : 0;
                examined[shown.Document] += shown.Propensity;
                allClicks += shown.Clicked ? 1 : 0;
                allExamined += shown.Propensity;
            }
        }
        return allExamined == 0 ? 0 : Math.Min(1, allClicks / allExamined);
    }

    private static void JudgeAlone(PersonHistory history, bool[] trusted, bool[] distrusted, double mean, double[] clicks, double[] examined, ClickTrustOptions options)
    {
        double[] chances = new double[history.Longest], leverages = new double[history.Longest];
        double limit = Math.Log(options.Alpha);
        for (int person = 0; person < history.People; person++)
        {
            ReadOnlySpan<PersonImpression> own = history.Of(person);
            ReadOnlySpan<PersonHistory.OwnCounts> counts = history.CountsOf(person);
            double sum = 0, counted = trusted[person] ? 1 : 0;
            for (int i = 0; i < own.Length; i++)
            {
                // The others' opinion: a person must not vouch for themselves.
                double othersClicks = clicks[own[i].Document] - (counted * counts[i].Clicks), othersExamined = examined[own[i].Document] - (counted * counts[i].Examined);
                double relevance = (othersClicks + mean) / (Math.Max(0, othersExamined) + 1);
                chances[i] = own[i].Propensity * Math.Clamp(relevance, options.Tolerance, 1);
                leverages[i] = 1 / own[i].Propensity;
                sum += own[i].Clicked ? leverages[i] : 0;
            }
            distrusted[person] = sum > 0 && ClickTail.LogBound(chances.AsSpan(0, own.Length), leverages.AsSpan(0, own.Length), sum) < limit;
        }
    }
}
