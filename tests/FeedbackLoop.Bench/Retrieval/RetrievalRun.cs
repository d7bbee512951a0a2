using System.Diagnostics;
using FeedbackLoop.Retrieval.Index;

namespace FeedbackLoop.Bench.Retrieval;

/// <summary>One set of vectors and queries, measured.</summary>
internal sealed class RetrievalRun(float[] vectors, ReadOnlyMemory<float> queries, int dimensions, VectorMetric metric, int k, int[] threads)
{
    private static readonly (int Probes, int Rescored)[] Efforts =
        [.. from probes in new[] { 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256 } from rescored in new[] { 15, 20, 30, 40, 60, 100, 150, 250, 400 } select (probes, rescored)];

    private static readonly double[] Goals = [0.95, 0.99];

    private int Rows => vectors.Length / dimensions;

    private int Queries => queries.Length / dimensions;

    public void Measure(string? truthFile, InvertedFileOptions options)
    {
        var clock = Stopwatch.StartNew();
        var exact = new VectorIndex(dimensions, metric);
        for (int i = 0; i < Rows; i++)
        {
            exact.Upsert(i, vectors.AsSpan(i * dimensions, dimensions));
        }
        var hits = new Hit[k];
        clock.Restart();
        var cpuStart = Environment.CpuUsage.TotalTime;
        int timed = Math.Min(Queries, 20);
        for (int q = 0; q < timed; q++)
        {
            exact.Search(Query(q), k, hits);
        }
        double seconds = clock.Elapsed.TotalSeconds / timed;
        double cpuSeconds = (Environment.CpuUsage.TotalTime - cpuStart).TotalSeconds / timed;
        BenchResult.Print(new { measure = "exact", rows = Rows, dimensions, microseconds = Round(seconds * 1e6), gigabytesPerSecond = Round(vectors.Length * 4.0 / seconds / 1e9), gigabytesPerCpuSecond = Round(vectors.Length * 4.0 / cpuSeconds / 1e9) });

        int[][] truth = truthFile is null ? Truth(exact, null) : ReadTruth(truthFile);
        clock.Restart();
        cpuStart = Environment.CpuUsage.TotalTime;
        var index = InvertedFileIndex.Build(dimensions, metric, vectors, default, options);
        BenchResult.Print(new { measure = "build", seconds = Round(clock.Elapsed.TotalSeconds), cpuSeconds = Round((Environment.CpuUsage.TotalTime - cpuStart).TotalSeconds), lists = index.Lists, bytesPerVector = Round((double)index.MemoryBytes / Rows) });
        foreach (int count in threads)
        {
            Sweep(index, truth, null, count, "none");
        }
        foreach (int every in new[] { 10, 100 })
        {
            var filter = new SlotBitmap(Rows);
            for (int i = 0; i < Rows; i++)
            {
                if (i % every == 0)
                {
                    filter.Add(i);
                }
            }
            Sweep(index, Truth(exact, filter), filter, 1, $"{100.0 / every} %");
        }
    }

    private void Sweep(InvertedFileIndex index, int[][] truth, SlotBitmap? filter, int count, string filterName)
    {
        var points = Efforts.Select(effort => (effort, Recall: Recall(index, truth, filter, effort))).ToArray();
        foreach (double goal in Goals)
        {
            // Of all efforts that reach the goal, those likely to be fastest are timed, and the fastest is told.
            var able = points.Where(p => p.Recall >= goal).ToArray();
            if (able.Length == 0)
            {
                BenchResult.Print(new { measure = "search", filter = filterName, threads = count, goal, best = points.Max(p => p.Recall) });
                continue;
            }
            var best = able.GroupBy(p => p.effort.Rescored).Select(g => g.MinBy(p => p.effort.Probes))
                .Select(p => (p.effort, p.Recall, Rate: Rate(index, filter, p.effort, count))).MaxBy(p => p.Rate.ByCpuSecond);
            BenchResult.Print(new { measure = "search", filter = filterName, threads = count, goal, recall = Math.Round(best.Recall, 4), queriesPerSecond = Round(best.Rate.BySecond), queriesPerCpuSecond = Round(best.Rate.ByCpuSecond), probes = best.effort.Probes, rescored = best.effort.Rescored });
        }
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

    /// <summary>Queries per second, and per second of processor time (which a busy machine disturbs less): the best of three passes over all queries.</summary>
    private (double BySecond, double ByCpuSecond) Rate(InvertedFileIndex index, SlotBitmap? filter, (int Probes, int Rescored) effort, int count)
    {
        (double BySecond, double ByCpuSecond) best = default;
        for (int pass = 0; pass < 3; pass++)
        {
            var clock = Stopwatch.StartNew();
            var cpu = Environment.CpuUsage.TotalTime;
            var workers = Enumerable.Range(0, count).Select(worker => new Thread(() =>
            {
                var hits = new Hit[k];
                for (int q = worker; q < Queries; q += count)
                {
                    index.Search(Query(q), k, hits, effort.Probes, effort.Rescored, filter);
                }
            })).ToArray();
            Array.ForEach(workers, w => w.Start());
            Array.ForEach(workers, w => w.Join());
            best = (Math.Max(best.BySecond, Queries / clock.Elapsed.TotalSeconds),
                Math.Max(best.ByCpuSecond, Queries / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds));
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
