using System.Runtime.InteropServices;

namespace FeedbackLoop.Retrieval.Fusion;

/// <summary>
/// Joins ranked lists by ranks alone, so that scores of different kinds need not be comparable: each list adds
/// weight / (k + rank), rank from 1. Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
/// individual Rank Learning Methods" (SIGIR 2009), where k = 60.
/// </summary>
public static class ReciprocalRankFusion
{
    public const double DefaultK = 60;

    /// <summary>All items of all lists with their fused scores, best first; ties by first appearance.</summary>
    /// <param name="lists">Ranked items, best first, each list with its weight; an item twice in a list counts once, at its better rank.</param>
    /// <param name="k">How little the first ranks stand out; larger is flatter.</param>
    public static IReadOnlyList<(T Item, double Score)> Fuse<T>(IEnumerable<(IReadOnlyList<T> Items, double Weight)> lists, double k = DefaultK)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        var scores = new Dictionary<T, (double Score, int Order, int List)>();
        int number = 0;
        foreach (var (items, weight) in lists)
        {
            number++;
            for (int i = 0; i < items.Count; i++)
            {
                ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(scores, items[i], out bool exists);
                int order = exists ? entry.Order : scores.Count;
                if (!exists || entry.List != number)
                {
                    entry = (entry.Score + weight / (k + i + 1), order, number);
                }
            }
        }
        return [.. scores.OrderByDescending(e => e.Value.Score).ThenBy(e => e.Value.Order).Select(e => (e.Key, e.Value.Score))];
    }

    /// <summary>Fuses lists of equal weight.</summary>
    public static IReadOnlyList<(T Item, double Score)> Fuse<T>(params IReadOnlyList<T>[] lists)
        where T : notnull => Fuse(lists.Select(list => (list, 1.0)));
}
