using FeedbackLoop.Retrieval.Numerics;

namespace FeedbackLoop.Retrieval.Index;

public sealed unsafe partial class InvertedFileIndex
{
    private const int TuningQueries = 160, FewVectors = 1000;
    private static readonly int[] TunedSizes = [10, 100];
    private static readonly float[] TunedRecalls = [0.9f, 0.95f, 0.98f, 0.99f, 0.995f];
    private static readonly int[] TriedProbes = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512];
    private static readonly double[] TriedRescored = [1.5, 2, 3, 4, 6, 10, 15, 25, 40]; // times k
    private readonly Effort[] _efforts = new Effort[TunedSizes.Length * TunedRecalls.Length];

    /// <summary>The least effort that reached a recall when the index measured itself.</summary>
    /// <param name="k">How many are wanted.</param>
    /// <param name="recall">The share of the true nearest to be found, on average.</param>
    public Effort EffortFor(int k, double recall)
    {
        int column = 0;
        while (column < TunedRecalls.Length - 1 && TunedRecalls[column] < recall - 1e-6)
        {
            column++;
        }
        Effort few = _efforts[column], many = _efforts[TunedRecalls.Length + column];
        if (k <= TunedSizes[0])
        {
            return few;
        }
        double share = (k - TunedSizes[0]) / (double)(TunedSizes[1] - TunedSizes[0]);
        return share >= 1
            ? many with { Rescored = (int)Math.Min(int.MaxValue, (long)many.Rescored * k / TunedSizes[1]) }
            : new Effort(Math.Max(few.Probes, many.Probes), (int)(few.Rescored + share * (many.Rescored - few.Rescored)));
    }

    /// <summary>
    /// Asks for the neighbours of some stored vectors, compares with a scan of all, and keeps the cheapest effort for each
    /// recall. By seed, and by counts rather than clocks: the same index always chooses the same.
    /// </summary>
    private void Tune(Random random, CancellationToken cancellationToken)
    {
        if (_live < FewVectors)
        {
            Array.Fill(_efforts, new Effort(_centres.Rows, FewVectors));
            return;
        }
        var queries = new int[TuningQueries];
        for (int q = 0; q < queries.Length; q++)
        {
            do
            {
                queries[q] = random.Next(_listOf.Length);
            }
            while (_listOf[queries[q]] == 0);
        }
        int most = TunedSizes[^1];
        var truth = new int[queries.Length][];
        cancellationToken.ThrowIfCancellationRequested();
        Cores.For(0, queries.Length, q =>
        {
            var hits = new Hit[most + 1];
            ScoreAll(queries[q], hits);
            truth[q] = [.. hits.Where(hit => hit.Id != queries[q]).Take(most).Select(hit => hit.Id)];
        });
        for (int size = 0; size < TunedSizes.Length; size++)
        {
            int k = TunedSizes[size];
            var known = new Dictionary<Effort, double>();
            for (int column = 0; column < TunedRecalls.Length; column++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // What is chosen for having just reached the goal was often lucky: a little more is asked of it.
                double goal = TunedRecalls[column] + (1 - TunedRecalls[column]) / 10;
                _efforts[size * TunedRecalls.Length + column] = Cheapest(k, goal, effort =>
                    known.TryGetValue(effort, out double recall) ? recall : known[effort] = Recall(queries, truth, k, effort));
            }
        }
    }

    private Effort Cheapest(int k, double goal, Func<Effort, double> recallOf)
    {
        int[] probes = [.. TriedProbes.Where(p => p < _centres.Rows), _centres.Rows];
        var best = new Effort(_centres.Rows, (int)(2 * TriedRescored[^1] * k));
        foreach (double times in TriedRescored)
        {
            int rescored = (int)(times * k), low = 0, high = probes.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (recallOf(new Effort(probes[middle], rescored)) >= goal)
                {
                    high = middle;
                }
                else
                {
                    low = middle + 1;
                }
            }
            if (low < probes.Length && Cost(new Effort(probes[low], rescored)) < Cost(best))
            {
                best = new Effort(probes[low], rescored);
            }
        }
        return best;
    }

    private double Cost(Effort effort) => (double)effort.Probes / _centres.Rows * _live * CodeCost + effort.Rescored * VectorCost;

    private double Recall(int[] queries, int[][] truth, int k, Effort effort)
    {
        int found = 0;
        Cores.For(0, queries.Length, q =>
        {
            var hits = new Hit[k + 1];
            Span<float> vector = stackalloc float[Dimensions];
            Restore(queries[q], vector);
            int count = Search(vector, k + 1, hits, effort.Probes, effort.Rescored);
            var expected = truth[q].AsSpan(0, Math.Min(k, truth[q].Length));
            int right = 0;
            foreach (var hit in hits.AsSpan(0, count))
            {
                right += expected.Contains(hit.Id) ? 1 : 0;
            }
            Interlocked.Add(ref found, right);
        });
        return found / (double)(queries.Length * k);
    }

    /// <summary>The nearest of all to a stored vector, by exact scores.</summary>
    private void ScoreAll(int id, Span<Hit> hits)
    {
        Span<float> vector = stackalloc float[Dimensions];
        Restore(id, vector);
        Span<float> work = stackalloc float[Width];
        Span<short> integers = stackalloc short[Width];
        PrepareQuery(vector, work);
        float scale = ShortVector.Quantise(work, integers);
        var top = new TopHits(hits);
        fixed (short* query = integers)
        {
            foreach (var list in _lists)
            {
                for (int place = 0; place < list.Count; place++)
                {
                    float score = ShortVector.Dot(query, list.Vectors + (long)place * Width, Width) * (scale * list.Scales[place]);
                    if (score > top.Threshold && list.Ids[place] >= 0)
                    {
                        top.Add(list.Ids[place], score);
                    }
                }
                list.KeepAlive();
            }
        }
        top.Sort();
    }

    /// <summary>A stored vector as it came, but for rounding; with the cosine of unit length.</summary>
    private void Restore(int id, Span<float> vector)
    {
        var list = _lists[_listOf[id] - 1];
        int place = _placeOf[id];
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = list.Vectors[(long)place * Width + i] * list.Scales[place];
        }
        list.KeepAlive();
    }
}
