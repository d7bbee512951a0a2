using System.Diagnostics;
using System.Numerics.Tensors;
using FeedbackLoop.Retrieval.Index;

namespace FeedbackLoop.Bench.Retrieval;

/// <summary>One set of vectors and queries, measured.</summary>
internal sealed class RetrievalRun(float[] vectors, ReadOnlyMemory<float> queries, int dimensions, VectorMetric metric, int k, int[] threads)
{
    private static readonly (int Probes, int Rescored)[] Efforts =
        [.. from probes in new[] { 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256 } from rescored in new[] { 15, 20, 30, 40, 60, 100, 150, 250, 400 } select (probes, rescored)];

    private static readonly double[] Goals = [0.95, 0.99];

    private int Rows => vectors.Length / dimensions;

    private int Queries => queries.Length / dimensions;

    public void Measure(string? truthFile, InvertedFileOptions options)
    {
        var exact = MeasureExact();
        int[][] truth = truthFile is null ? Truth(exact, null) : ReadTruth(truthFile);
        var clock = Stopwatch.StartNew();
        var cpuStart = Environment.CpuUsage.TotalTime;
        var index = InvertedFileIndex.Build(dimensions, metric, vectors, default, options);
        BenchResult.Print(new { measure = "build", seconds = Round(clock.Elapsed.TotalSeconds), cpuSeconds = Round((Environment.CpuUsage.TotalTime - cpuStart).TotalSeconds), lists = index.Lists, bytesPerVector = Round((double)index.MemoryBytes / Rows) });
        Sweep(index, truth, null, "none");
        foreach (int every in new[] { 10, 100 })
        {
            var filter = new SlotBitmap(Rows);
            for (int i = 0; i < Rows; i += every)
            {
                filter.Add(i);
            }
            Sweep(index, Truth(exact, filter), filter, $"{100.0 / every} %");
        }
        var near = Neighbourhood(Rows / 100);
        Sweep(index, Truth(exact, near), near, "1 %, all near one another");
    }

    /// <summary>Reads memory as fast as it can, then scans all vectors in both forms; returns the scan of float32.</summary>
    private VectorIndex MeasureExact()
    {
        VectorIndex floats = new(dimensions, metric, ScanForm.Float32), bytes = new(dimensions, metric, ScanForm.Int8);
        for (int i = 0; i < Rows; i++)
        {
            floats.Upsert(i, vectors.AsSpan(i * dimensions, dimensions));
            bytes.Upsert(i, vectors.AsSpan(i * dimensions, dimensions));
        }
        int timed = Math.Min(Queries, 40), same = 0;
        Hit[] a = new Hit[k], b = new Hit[k];
        for (int q = 0; q < timed; q++)
        {
            int found = floats.Search(Query(q), k, a);
            bytes.Search(Query(q), k, b);
            same += a.Take(found).Count(hit => b.Any(other => other.Id == hit.Id));
        }
        foreach (int count in threads)
        {
            var bandwidth = ReadBandwidth.Measure(count);
            BenchResult.Print(new { measure = "read bandwidth", threads = count, gigabytesPerSecond = Round(bandwidth.BySecond), gigabytesPerCpuSecond = Round(bandwidth.ByCpuSecond) });
            double floatRate = 0;
            foreach (var index in new[] { floats, bytes })
            {
                var rate = Rate((q, hits) => index.Search(Query(q), k, hits), timed, count);
                double gigabytes = (double)Rows * (index == floats ? dimensions * sizeof(float) : (dimensions + 31) / 32 * 32 + 3 * sizeof(float)) / 1e9;
                floatRate = index == floats ? rate.ByCpuSecond : floatRate;
                BenchResult.Print(new
                {
                    measure = "exact",
                    form = index.ScanForm.ToString(),
                    rows = Rows,
                    dimensions,
                    threads = count,
                    queriesPerSecond = Round(rate.BySecond),
                    queriesPerCpuSecond = Round(rate.ByCpuSecond),
                    gigabytesPerSecond = Round(gigabytes * rate.BySecond),
                    gigabytesPerCpuSecond = Round(gigabytes * rate.ByCpuSecond),
                    shareOfBandwidth = Round(gigabytes * rate.ByCpuSecond / bandwidth.ByCpuSecond),
                    timesFloat = Round(rate.ByCpuSecond / floatRate),
                    recall = index == floats ? 1 : Math.Round((double)same / (timed * k), 5),
                });
            }
        }
        return floats;
    }

    /// <summary>The vectors nearest to one of them, as a filter: a category rather than chance.</summary>
    private SlotBitmap Neighbourhood(int count)
    {
        var scores = new float[Rows];
        Parallel.For(0, Rows, i => scores[i] = -TensorPrimitives.Distance<float>(vectors.AsSpan(Rows / 2 * dimensions, dimensions), vectors.AsSpan(i * dimensions, dimensions)));
        float least = scores.OrderDescending().ElementAt(count);
        var filter = new SlotBitmap(Rows);
        for (int i = 0; i < Rows; i++)
        {
            if (scores[i] > least)
            {
                filter.Add(i);
            }
        }
        return filter;
    }

    /// <summary>The table: for each recall to reach the fastest effort, timed with each number of threads.</summary>
    private void Sweep(InvertedFileIndex index, int[][] truth, SlotBitmap? filter, string filterName)
    {
        var points = Efforts.Select(effort => (effort, Recall: Recall(index, truth, filter, effort))).ToArray();
        foreach (double goal in Goals)
        {
            // Of all efforts that reach the goal, those likely to be fastest are timed, and the fastest is told.
            var able = points.Where(p => p.Recall >= goal).ToArray();
            if (able.Length == 0)
            {
                BenchResult.Print(new { measure = "search", filter = filterName, goal, best = points.Max(p => p.Recall) });
                continue;
            }
            var best = able.GroupBy(p => p.effort.Rescored).Select(g => g.MinBy(p => p.effort.Probes)).MaxBy(p => Timed(p.effort, 1).ByCpuSecond);
            foreach (int count in threads)
            {
                var rate = Timed(best.effort, count);
                BenchResult.Print(new { measure = "search", filter = filterName, threads = count, goal, recall = Math.Round(best.Recall, 4), queriesPerSecond = Round(rate.BySecond), queriesPerCpuSecond = Round(rate.ByCpuSecond), probes = best.effort.Probes, rescored = best.effort.Rescored });
            }
        }

        // The same with the effort that the index chose for itself, from its own vectors, when it was built.
        foreach (double goal in Goals)
        {
            var chosen = index.EffortFor(k, goal);
            var rate = Rate((q, hits) => index.Search(Query(q), k, hits, goal, filter), Queries, 1);
            BenchResult.Print(new { measure = "automatic", filter = filterName, goal, recall = Math.Round(Recall(index, truth, filter, (chosen.Probes, chosen.Rescored)), 4), queriesPerSecond = Round(rate.BySecond), queriesPerCpuSecond = Round(rate.ByCpuSecond), probes = chosen.Probes, rescored = chosen.Rescored });
        }

        (double BySecond, double ByCpuSecond) Timed((int Probes, int Rescored) effort, int count) =>
            Rate((q, hits) => index.Search(Query(q), k, hits, effort.Probes, effort.Rescored, filter), Queries, count);
    }

    private double Recall(InvertedFileIndex index, int[][] truth, SlotBitmap? filter, (int Probes, int Rescored) effort)
    {
        long found = 0, possible = 0;
        Parallel.For(0, Queries, q =>
        {
            var hits = new Hit[k];
            int count = index.Search(Query(q), k, hits, effort.Probes, effort.Rescored, filter);
            int right = hits.Take(count).Count(h => truth[q].Contains(h.Id));
            Interlocked.Add(ref found, right);
            Interlocked.Add(ref possible, truth[q].Length);
        });
        return (double)found / possible;
    }

    /// <summary>Queries per second, and per second of processor time (which a busy machine disturbs less): the best of three passes.</summary>
    private (double BySecond, double ByCpuSecond) Rate(Action<int, Hit[]> search, int asked, int count)
    {
        (double BySecond, double ByCpuSecond) best = default;
        for (int pass = 0; pass < 3; pass++)
        {
            var clock = Stopwatch.StartNew();
            var cpu = Environment.CpuUsage.TotalTime;
            var workers = Enumerable.Range(0, count).Select(worker => new Thread(() =>
            {
                var hits = new Hit[k];
                for (int q = worker; q < asked; q += count)
                {
                    search(q, hits);
                }
            })).ToArray();
            Array.ForEach(workers, w => w.Start());
            Array.ForEach(workers, w => w.Join());
            best = (Math.Max(best.BySecond, asked / clock.Elapsed.TotalSeconds),
                Math.Max(best.ByCpuSecond, asked / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds));
        }
        return best;
    }

    private int[][] Truth(VectorIndex exact, SlotBitmap? filter)
    {
        var truth = new int[Queries][];
        Parallel.For(0, Queries, q =>
        {
            var hits = new Hit[k];
            int count = exact.Search(Query(q), k, hits, filter);
            truth[q] = [.. hits.Take(count).Select(h => h.Id)];
        });
        return truth;
    }

    private int[][] ReadTruth(string path)
    {
        var (values, width) = VectorFile.Read<int>(path);
        return [.. Enumerable.Range(0, Queries).Select(q => values.AsSpan(q * width, k).ToArray())];
    }

    private ReadOnlySpan<float> Query(int q) => queries.Span.Slice(q * dimensions, dimensions);

    private static double Round(double value) => Math.Round(value, 2);
}
