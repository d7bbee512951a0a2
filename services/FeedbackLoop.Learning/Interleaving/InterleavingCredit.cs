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

    /// <summary>Paired outcome from where the two rankings would have put what was clicked: the worth times the difference of the DCG discounts of its ranks.
    /// Uses every click, also on items that chance gave to the other team, and counts a swap of neighbours for little; so it decides with fewer searches than
    /// <see cref="Paired"/>. A rank-difference credit of Radlinski and Craswell, "Optimized Interleaving", WSDM 2013.</summary>
    /// <param name="items">Shown items.</param>
    /// <param name="worth">What happened to each.</param>
    /// <param name="first">Ranking of team 0, as deep as it was merged.</param>
    /// <param name="second">Ranking of team 1.</param>
    public static double ByRank<T>(IReadOnlyList<T> items, ReadOnlySpan<double> worth, IReadOnlyList<T> first, IReadOnlyList<T> second)
    {
        double sum = 0;
        for (int i = 0; i < Math.Min(worth.Length, items.Count); i++)
        {
            if (worth[i] != 0)
            {
                sum += worth[i] * (Discount(second, items[i]) - Discount(first, items[i]));
            }
        }
        return sum;
    }

    /// <summary>1/log2(1 + rank); an item outside the ranking counts as just below its end.</summary>
    private static double Discount<T>(IReadOnlyList<T> ranking, T item)
    {
        int rank = 1;
        foreach (T other in ranking)
        {
            if (EqualityComparer<T>.Default.Equals(other, item))
            {
                break;
            }
            rank++;
        }
        return 1 / Math.Log2(1 + rank);
    }
}
