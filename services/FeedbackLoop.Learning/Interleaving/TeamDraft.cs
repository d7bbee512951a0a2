namespace FeedbackLoop.Learning.Interleaving;

/// <summary>Team draft: rankers take turns, in a new random order each round, to place their best item that is not yet in the list; a click credits the ranker
/// that placed it. Radlinski, Kurup and Joachims, CIKM 2008; more than two rankers as in team-draft multileaving, Schuth et al., CIKM 2014.</summary>
public static class TeamDraft
{
    /// <summary>Team of items that no ranker is credited for.</summary>
    public const int Neutral = -1;

    /// <summary>Merges rankings. Items on which all rankings agree at the top are neutral: a click on them says nothing about who is better, and crediting a
    /// coin flip would only add noise. The same seed gives the same list, and a shorter list is the start of a longer one, so that pages do not change.</summary>
    /// <param name="rankings">One ranking per team, best first, without duplicates.</param>
    /// <param name="take">Length wanted; fewer when the rankings end.</param>
    /// <param name="seed">Stored with the search; derived from the query and the person it makes reloads stable.</param>
    public static InterleavedList<T> Merge<T>(IReadOnlyList<IReadOnlyList<T>> rankings, int take, int seed)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(rankings);
        if (rankings.Count < 2)
        {
            throw new ArgumentException("Interleaving needs at least two rankings.", nameof(rankings));
        }
        var items = new List<T>();
        var teams = new List<int>();
        var taken = new HashSet<T>();
        var random = new Random(seed);
        while (items.Count < take && rankings.All(r => items.Count < r.Count && EqualityComparer<T>.Default.Equals(r[items.Count], rankings[0][items.Count])))
        {
            taken.Add(rankings[0][items.Count]);
            teams.Add(Neutral);
            items.Add(rankings[0][items.Count]);
        }
        int[] next = new int[rankings.Count], order = [.. Enumerable.Range(0, rankings.Count)];
        while (items.Count < take)
        {
            int before = items.Count;
            random.Shuffle(order);
            foreach (int team in order)
            {
                while (next[team] < rankings[team].Count && taken.Contains(rankings[team][next[team]]))
                {
                    next[team]++;
                }
                if (next[team] < rankings[team].Count && items.Count < take)
                {
                    T item = rankings[team][next[team]];
                    taken.Add(item);
                    items.Add(item);
                    teams.Add(team);
                }
            }
            if (items.Count == before)
            {
                break;
            }
        }
        return new InterleavedList<T>(items, teams);
    }
}
