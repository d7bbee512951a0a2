using FeedbackLoop.Retrieval.Index;

namespace FeedbackLoop.Retrieval.Tests.Index;

public sealed class InvertedFileIndexTests
{
    private const int Dimensions = 40, Rows = 6000;
    private readonly float[] _vectors = Clustered(Rows, 1);

    [Theory]
    [InlineData(VectorMetric.Cosine)]
    [InlineData(VectorMetric.Dot)]
    [InlineData(VectorMetric.L2)]
    public void With_all_lists_and_many_candidates_it_finds_what_a_scan_finds(VectorMetric metric)
    {
        var (index, exact) = Both(metric);
        Hit[] hits = new Hit[10], truth = new Hit[10];
        int right = 0;
        for (int q = 0; q < 50; q++)
        {
            var query = Query(q);
            Assert.Equal(10, index.Search(query, 10, hits, probes: index.Lists, rescored: 600));
            exact.Search(query, 10, truth);
            right += hits.Count(h => truth.Any(t => t.Id == h.Id));
            Assert.Equal(truth[0].Id, hits[0].Id);
            Assert.Equal(truth[0].Score, hits[0].Score, 1e-3 * Math.Max(1, Math.Abs(truth[0].Score)));
        }
        Assert.True(right >= 495, $"{right} of 500");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(2999)]
    public void A_filter_keeps_recall_and_lets_nothing_else_through(int every)
    {
        var (index, exact) = Both(VectorMetric.Cosine);
        var filter = new SlotBitmap(Rows);
        for (int i = 0; i < Rows; i += every)
        {
            filter.Add(i);
        }
        Hit[] hits = new Hit[10], truth = new Hit[10];
        int right = 0, possible = 0;
        for (int q = 0; q < 50; q++)
        {
            int found = index.Search(Query(q), 10, hits, probes: 32, rescored: 200, filter);
            int expected = exact.Search(Query(q), 10, truth, filter);
            Assert.All(hits[..found], h => Assert.True(filter.Contains(h.Id)));
            right += hits[..found].Count(h => truth[..expected].Any(t => t.Id == h.Id));
            possible += expected;
        }
        Assert.True(right >= 0.97 * possible, $"{right} of {possible}");
    }

    [Fact]
    public void Updates_and_removals_are_seen_at_once()
    {
        var (index, _) = Both(VectorMetric.Cosine);
        var hits = new Hit[5];
        for (int id = 0; id < 200; id++)
        {
            index.Upsert(id, Vector(id + 1000)); // becomes a twin of another
            Assert.Equal(5, index.Search(Vector(id + 1000), 5, hits));
            Assert.Equal([id, id + 1000], hits[..2].Select(h => h.Id).Order());
        }
        Assert.Equal(Rows, index.Count);
        for (int id = 0; id < 200; id++)
        {
            Assert.True(index.Remove(id));
            Assert.False(index.Remove(id));
            index.Search(Vector(id + 1000), 5, hits);
            Assert.DoesNotContain(hits, h => h.Id == id);
        }
        Assert.Equal(Rows - 200, index.Count);
        index.Upsert(Rows + 5000, Vector(77));
        Assert.Equal(Rows - 199, index.Count);
        index.Search(Vector(77), 5, hits);
        Assert.Contains(hits[..2], h => h.Id == Rows + 5000);
    }

    [Fact]
    public async Task Searches_during_updates_find_every_item_that_stays()
    {
        var (index, _) = Both(VectorMetric.Cosine);
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            var random = new Random(4);
            for (int n = 0; n < 20_000; n++)
            {
                int id = 3000 + random.Next(3000); // the first half stays
                if (n % 5 == 0)
                {
                    index.Remove(id);
                }
                else
                {
                    index.Upsert(id, Vector(3000 + random.Next(3000)));
                }
            }
            stop.Cancel();
        }, TestContext.Current.CancellationToken);
        var hits = new Hit[20];
        int searches = 0;
        while (!stop.IsCancellationRequested)
        {
            int id = searches++ % 3000;
            int found = index.Search(Vector(id), 20, hits);
            Assert.Equal(id, hits[0].Id);
            Assert.Equal(found, hits[..found].Select(h => h.Id).Distinct().Count());
        }
        await writer;
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void The_effort_it_chose_for_itself_reaches_the_recall_it_was_asked_for(double recall)
    {
        var (index, exact) = Both(VectorMetric.Cosine);
        foreach (int k in new[] { 10, 40, 100 })
        {
            Hit[] hits = new Hit[k], truth = new Hit[k];
            int right = 0;
            for (int q = 0; q < 100; q++)
            {
                Assert.InRange(index.Search(Query(q), k, hits, recall), (int)(0.9 * k), k);
                exact.Search(Query(q), k, truth);
                right += hits.Count(h => truth.Any(t => t.Id == h.Id));
            }
            Assert.True(right >= 100 * k * (recall - 0.02), $"{right} of {100 * k} with {index.EffortFor(k, recall)}");
            Assert.True(index.EffortFor(k, 0.9).Probes < index.Lists, "the least effort looks everywhere");
        }
    }

    [Fact]
    public void A_filter_of_near_neighbours_keeps_recall_far_from_them_too()
    {
        var (index, exact) = Both(VectorMetric.Cosine);
        var near = new Hit[100];
        exact.Search(Vector(50), 100, near);
        var filter = new SlotBitmap(Rows);
        Array.ForEach(near, hit => filter.Add(hit.Id));
        Hit[] hits = new Hit[10], truth = new Hit[10];
        int right = 0;
        for (int q = 0; q < 50; q++)
        {
            Assert.Equal(10, index.Search(Query(q), 10, hits, filter));
            exact.Search(Query(q), 10, truth, filter);
            right += hits.Count(h => truth.Any(t => t.Id == h.Id));
        }
        Assert.True(right >= 490, $"{right} of 500");
    }

    [Fact]
    public async Task A_snapshot_taken_during_updates_is_whole()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var (index, _) = Both(VectorMetric.Cosine);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            int writes = 0;
            var writer = Task.Run(() =>
            {
                var random = new Random(6);
                while (!stop.IsCancellationRequested)
                {
                    int id = 3000 + random.Next(3000);
                    if (writes % 4 == 0)
                    {
                        index.Remove(id);
                    }
                    else
                    {
                        index.Upsert(id, Vector(random.Next(Rows)));
                    }
                    Interlocked.Increment(ref writes);
                }
            }, TestContext.Current.CancellationToken);
            var hits = new Hit[5];
            for (int round = 0; round < 5; round++)
            {
                int before = Volatile.Read(ref writes);
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref writes) > before + 200, TimeSpan.FromSeconds(20)));
                index.Save(path);
                var loaded = InvertedFileIndex.Load(path);
                Assert.InRange(loaded.Count, 3000, Rows);
                for (int id = 0; id < 3000; id += 60)
                {
                    // The first half stays: each is there once, with its own vector.
                    int found = loaded.Search(Vector(id), 5, hits);
                    Assert.Equal(found, hits[..found].Select(h => h.Id).Distinct().Count());
                    Assert.Contains(hits[..found], h => h.Id == id && h.Score > 0.9999f);
                }
            }
            await stop.CancelAsync();
            await writer;
            index.Save(path);
            Assert.Equal(index.Count, InvertedFileIndex.Load(path).Count);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_same_seed_builds_the_same_index()
    {
        var (first, _) = Both(VectorMetric.Cosine);
        var (second, _) = Both(VectorMetric.Cosine);
        Hit[] a = new Hit[10], b = new Hit[10];
        for (int q = 0; q < 20; q++)
        {
            first.Search(Query(q), 10, a, probes: 4, rescored: 20);
            second.Search(Query(q), 10, b, probes: 4, rescored: 20);
            Assert.Equal(a, b);
        }
        Assert.Equal(first.EffortFor(10, 0.98), second.EffortFor(10, 0.98));
    }

    [Theory]
    [InlineData(VectorMetric.Cosine)]
    [InlineData(VectorMetric.L2)]
    public void A_saved_index_answers_alike_takes_updates_and_shows_damage(VectorMetric metric)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var (index, _) = Both(metric);
            index.Remove(5);
            index.Upsert(Rows + 3, Vector(9));
            index.Save(path);
            var loaded = InvertedFileIndex.Load(path);
            Assert.Equal(index.Count, loaded.Count);
            Assert.Equal(index.EffortFor(30, 0.95), loaded.EffortFor(30, 0.95));
            Hit[] a = new Hit[10], b = new Hit[10];
            for (int q = 0; q < 20; q++)
            {
                index.Search(Query(q), 10, a);
                loaded.Search(Query(q), 10, b);
                Assert.Equal(a, b);
            }
            for (int id = 0; id < 500; id++)
            {
                loaded.Upsert(Rows + 10 + id, Vector(id));
            }
            Assert.True(loaded.Remove(0));
            loaded.Search(Vector(1), 2, b);
            Assert.Equal([1, Rows + 11], b[..2].Select(h => h.Id).Order());
            Assert.Equal(index.Count, InvertedFileIndex.Load(path).Count); // updates do not reach the file
            GC.KeepAlive(loaded);

            byte[] file = File.ReadAllBytes(path);
            file[file.Length / 2] ^= 1;
            File.WriteAllBytes(path + ".bad", file);
            Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => InvertedFileIndex.Load(path + ".bad")).Message, StringComparison.Ordinal);
            File.WriteAllBytes(path + ".bad", file[..(file.Length / 2)]);
            Assert.Throws<InvalidDataException>(() => InvertedFileIndex.Load(path + ".bad"));
            File.WriteAllBytes(path + ".bad", file[..10]);
            Assert.Throws<InvalidDataException>(() => InvertedFileIndex.Load(path + ".bad"));
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".bad");
        }
    }

    [Fact]
    public void Searching_allocates_nothing()
    {
        var (index, _) = Both(VectorMetric.Cosine);
        var hits = new Hit[10];
        var filter = new SlotBitmap(Rows);
        for (int i = 0; i < Rows; i += 3)
        {
            filter.Add(i);
        }
        float[] query = Query(1);
        index.Search(query, 10, hits, filter);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            index.Search(query, 10, hits);
            index.Search(query, 10, hits, filter);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Equal_vectors_and_tiny_sets_are_found()
    {
        var same = Enumerable.Repeat(0.5f, 70 * Dimensions).ToArray();
        var index = InvertedFileIndex.Build(Dimensions, VectorMetric.Cosine, same, default, new InvertedFileOptions(), TestContext.Current.CancellationToken);
        var hits = new Hit[100];
        Assert.Equal(70, index.Search(same.AsSpan(0, Dimensions), 100, hits, probes: 64, rescored: 100));
        var one = InvertedFileIndex.Build(Dimensions, VectorMetric.L2, same.AsMemory(0, Dimensions), new[] { 9 }, new InvertedFileOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(1, one.Search(same.AsSpan(0, Dimensions), 3, hits));
        Assert.Equal(9, hits[0].Id);
    }

    private (InvertedFileIndex Index, VectorIndex Exact) Both(VectorMetric metric)
    {
        var exact = new VectorIndex(Dimensions, metric);
        for (int i = 0; i < Rows; i++)
        {
            exact.Upsert(i, Vector(i));
        }
        return (InvertedFileIndex.Build(Dimensions, metric, _vectors, default, new InvertedFileOptions { Seed = 3, Lists = 60 }), exact);
    }

    private ReadOnlySpan<float> Vector(int row) => _vectors.AsSpan(row * Dimensions, Dimensions);

    private static float[] Query(int q) => Clustered(1, 100 + q);

    /// <summary>Vectors of uneven length around 30 centres that do not depend on the seed.</summary>
    private static float[] Clustered(int rows, int seed)
    {
        var centres = new Random(0);
        var centre = Enumerable.Range(0, 30 * Dimensions).Select(_ => (float)(centres.NextDouble() * 2 - 1)).ToArray();
        var random = new Random(seed);
        var values = new float[rows * Dimensions];
        for (int i = 0; i < rows; i++)
        {
            int c = random.Next(30);
            float length = 0.5f + (float)random.NextDouble();
            for (int d = 0; d < Dimensions; d++)
            {
                values[i * Dimensions + d] = length * (centre[c * Dimensions + d] + 0.6f * (float)(random.NextDouble() * 2 - 1));
            }
        }
        return values;
    }
}
