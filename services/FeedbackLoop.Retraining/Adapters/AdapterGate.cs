using FeedbackLoop.Retrieval.Adaptation;

namespace FeedbackLoop.Retraining.Adapters;

/// <summary>Compares a candidate adapter with the one that serves, by vector retrieval over the whole catalogue: how much of the kind of things that held-out
/// people took is among the nearest items, with a bootstrap that draws whole people; and whether queries in the catalogue's own words find what they found.
/// The kind, not the very item: people could only take what they were shown, and an adapter that finds hundreds of its like must not lose for that. A filter,
/// not a proof, which is the experiment's to give.</summary>
public static class AdapterGate
{
    private const int Resamples = 1000;
    private const int MostOwnQueries = 300;

    /// <param name="champion">Null: none serves.</param>
    public static AdapterGateReport Judge(
        EmbeddedCatalog catalog, IReadOnlyList<HeldOutQuery> heldOut, QueryAdapter? champion, QueryAdapter candidate, AdapterOptions options, int seed)
    {
        var kinds = Enumerable.Range(0, catalog.ItemIds.Count).GroupBy(catalog.KindOf).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var found = new Dictionary<(string Query, bool Candidate), HashSet<int>>();
        HashSet<int> Find(string query, float[] vector, bool isCandidate)
        {
            if (!found.TryGetValue((query, isCandidate), out var nearest))
            {
                var corrected = vector.AsSpan().ToArray();
                (isCandidate ? candidate : champion)?.Apply(query, corrected);
                found[(query, isCandidate)] = nearest = catalog.Nearest(corrected, options.RecallAt);
            }

            return nearest;
        }

        var people = new Dictionary<string, (double Weight, double Champion, double Candidate)>(StringComparer.Ordinal);
        foreach (var search in heldOut)
        {
            var (before, after) = (Find(search.Query, search.Vector, false), Find(search.Query, search.Vector, true));
            // Each search counts once; within it, what they took counts by its weight.
            var all = search.Taken.Sum(t => t.Weight);
            var sums = people.GetValueOrDefault(search.Person);
            people[search.Person] = (sums.Weight + 1,
                sums.Champion + search.Taken.Sum(t => t.Weight / all * OfKind(before, t.Row)),
                sums.Candidate + search.Taken.Sum(t => t.Weight / all * OfKind(after, t.Row)));
        }

        var each = people.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value).ToArray();
        var weight = Math.Max(1, each.Sum(p => p.Weight));
        var (championRecall, candidateRecall) = (each.Sum(p => p.Champion) / weight, each.Sum(p => p.Candidate) / weight);
        var (lower, upper) = Bootstrap(each, seed);
        var own = OwnQueries(catalog, seed).ToList();
        var championOwn = own.Count == 0 ? 0 : own.Average(q => OwnRecall(q, false));
        var candidateOwn = own.Count == 0 ? 0 : own.Average(q => OwnRecall(q, true));
        var (passed, reason) = Verdict(heldOut.Count, candidateRecall - championRecall, lower, upper, championOwn, candidateOwn, options);
        return new AdapterGateReport
        {
            Passed = passed,
            Reason = reason,
            Searches = heldOut.Count,
            People = each.Length,
            ChampionRecall = championRecall,
            CandidateRecall = candidateRecall,
            Difference = candidateRecall - championRecall,
            Lower = lower,
            Upper = upper,
            ChampionOwnWords = championOwn,
            CandidateOwnWords = candidateOwn,
        };

        double OfKind(HashSet<int> nearest, int row) =>
            nearest.Count(other => catalog.KindOf(other) == catalog.KindOf(row)) / (double)Math.Min(options.RecallAt, kinds[catalog.KindOf(row)]);

        double OwnRecall((string Text, HashSet<int> Right) query, bool isCandidate)
        {
            var nearest = Find(query.Text, catalog.Embed(query.Text), isCandidate);
            return nearest.Count(query.Right.Contains) / (double)Math.Min(options.RecallAt, query.Right.Count);
        }
    }

    private static (bool Passed, string Reason) Verdict(
        int searches, double difference, double lower, double upper, double championOwn, double candidateOwn, AdapterOptions options)
    {
        if (searches < options.MinimumSearches)
        {
            return (false, FormattableString.Invariant($"{searches} held-out searches are too few for a verdict; {options.MinimumSearches} are needed."));
        }

        var numbers = FormattableString.Invariant(
            $"recall@{options.RecallAt} {difference:+0.000;-0.000} ({lower:+0.000;-0.000} to {upper:+0.000;-0.000}) on {searches} held-out searches, in the catalogue's own words {championOwn:0.000} to {candidateOwn:0.000}");
        return candidateOwn < championOwn - options.OwnWordsTolerance ? (false, $"It harms the catalogue's own words: {numbers}.")
            : lower < -options.Tolerance ? (false, $"It may find less: {numbers}.")
            : difference < options.MinimumGain ? (false, $"It does not find enough more to be worth a test: {numbers}.")
            : (true, $"It finds more: {numbers}.");
    }

    /// <summary>Types, and colours with types, as people who know the catalogue would ask, with the items that they mean.</summary>
    private static IEnumerable<(string Text, HashSet<int> Right)> OwnQueries(EmbeddedCatalog catalog, int seed)
    {
        var rows = Enumerable.Range(0, catalog.ItemIds.Count).Where(row => catalog.Types[row] is not null).ToArray();
        var byType = rows.GroupBy(row => catalog.Types[row]!).Select(group => (Text: group.Key.ToLowerInvariant(), Right: group.ToHashSet()));
        var byColour = rows.Where(row => catalog.Colours[row] is not null).GroupBy(row => $"{catalog.Colours[row]} {catalog.Types[row]}".ToLowerInvariant())
            .Select(group => (Text: group.Key, Right: group.ToHashSet()));
        (string, HashSet<int>)[] all = [.. byType.Concat(byColour).OrderBy(query => query.Text, StringComparer.Ordinal)];
        new Random(seed).Shuffle(all);
        return all.Take(MostOwnQueries);
    }

    private static (double Lower, double Upper) Bootstrap((double Weight, double Champion, double Candidate)[] people, int seed)
    {
        if (people.Length == 0)
        {
            return (0, 0);
        }

        var random = new Random(seed);
        var differences = new double[Resamples];
        for (var r = 0; r < Resamples; r++)
        {
            double weight = 0, difference = 0;
            for (var i = 0; i < people.Length; i++)
            {
                var person = people[random.Next(people.Length)];
                weight += person.Weight;
                difference += person.Candidate - person.Champion;
            }

            differences[r] = difference / weight;
        }

        Array.Sort(differences);
        return (differences[(int)(0.025 * (Resamples - 1))], differences[(int)Math.Ceiling(0.975 * (Resamples - 1))]);
    }
}
