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
}
