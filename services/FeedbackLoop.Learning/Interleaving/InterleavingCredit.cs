namespace FeedbackLoop.Learning.Interleaving;

/// <summary>Who earned what in one search.</summary>
public static class InterleavingCredit
{
    /// <summary>Credit per team: the worth of the items it placed.</summary>
    /// <param name="teams">Team of each shown item.</param>
    /// <param name="worth">What happened to each item: 1 for a click, less for a pogo-stick, more for a purchase; 0 for nothing.</param>
    /// <param name="teamCount">Number of teams.</param>
    public static double[] PerTeam(IReadOnlyList<int> teams, ReadOnlySpan<double> worth, int teamCount)
    {
        ArgumentNullException.ThrowIfNull(teams);
        double[] credit = new double[teamCount];
        for (int i = 0; i < Math.Min(worth.Length, teams.Count); i++)
        {
            if (teams[i] >= 0)
            {
                credit[teams[i]] += worth[i];
            }
        }
        return credit;
    }

    /// <summary>Paired outcome of two teams: credit of team 1 less credit of team 0.</summary>
    public static double Paired(IReadOnlyList<int> teams, ReadOnlySpan<double> worth)
    {
        double[] credit = PerTeam(teams, worth, 2);
        return credit[1] - credit[0];
    }

    /// <summary>Paired outcome from where the two rankers would have put what was clicked: the worth times log((r₀ + 2) / (r₁ + 2)), r being the item's rank
    /// among the shown ones by each ranker's score. Uses every click, also on items that chance gave to the other team, and counts a swap of neighbours for
    /// little, so it decides with fewer searches than <see cref="Paired"/>. Attraction falls about as 1/(r + 2), so that this is the logarithm of how much better
    /// ranker 1 foresaw the click: the likelihood ratio, which no other credit of ranks beats. Rank-difference credits: Radlinski and Craswell, "Optimized
    /// Interleaving", WSDM 2013. Exchanging the rankers changes the sign and nothing else.</summary>
    /// <param name="worth">What happened to each shown item.</param>
    /// <param name="first">Scores of the shown items by ranker 0; ties keep the shown order.</param>
    /// <param name="second">Scores by ranker 1.</param>
    public static double ByRank(ReadOnlySpan<double> worth, ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        double sum = 0;
        for (int i = 0; i < worth.Length; i++)
        {
            if (worth[i] != 0)
            {
                sum += worth[i] * Math.Log((Rank(first, i) + 2.0) / (Rank(second, i) + 2.0));
            }
        }
        return sum;
    }

    private static int Rank(ReadOnlySpan<float> scores, int item)
    {
        int rank = 1;
        for (int i = 0; i < scores.Length; i++)
        {
            rank += scores[i] > scores[item] || (scores[i] == scores[item] && i < item) ? 1 : 0;
        }
        return rank;
    }
}
