using FeedbackLoop.Retrieval.Index;

namespace FeedbackLoop.Retrieval.Tests.Index;

public sealed class VectorIndexTests
{
    [Fact]
    public void One_core_builds_the_same_index_as_all()
    {
        const int Count = 2500, Dimensions = 24;
        var found = new List<Hit[]>();
        foreach (bool alone in new[] { false, true })
        {
            var random = new Random(8);
            var index = new VectorIndex(Dimensions);
            for (int i = 0; i < Count; i++)
            {
                index.Upsert(i, Vector(random, Dimensions));
            }
            index.Optimise(new InvertedFileOptions { OnOneCore = alone }, TestContext.Current.CancellationToken);
            Assert.False(index.IsExact);
            for (int q = 0; q < 20; q++)
            {
                var hits = new Hit[10];
                Assert.Equal(10, index.Search(Vector(random, Dimensions), 10, hits));
                found.Add(hits);
            }
        }
        Assert.Equal(found.Take(20), found.Skip(20));
    }

    [Theory]
    [InlineData(VectorMetric.Cosine, ScanForm.Int8)]
    [InlineData(VectorMetric.Dot, ScanForm.Int8)]
    [InlineData(VectorMetric.L2, ScanForm.Int8)]
    [InlineData(VectorMetric.Cosine, ScanForm.Float32)]
    [InlineData(VectorMetric.Dot, ScanForm.Float32)]
    [InlineData(VectorMetric.L2, ScanForm.Float32)]
    public void Finds_what_a_plain_scan_in_double_finds(VectorMetric metric, ScanForm form)
    {
        const int Count = 3000, Dimensions = 33;
        var random = new Random(5);
        var index = new VectorIndex(Dimensions, metric, form);
        var vectors = new float[Count][];
        for (int i = 0; i < Count; i++)
        {
            index.Upsert(i, vectors[i] = Vector(random, Dimensions));
        }
        for (int i = 0; i < Count; i += 3)
        {
            index.Upsert(i, vectors[i] = Vector(random, Dimensions));
        }
        var gone = Enumerable.Range(0, Count).Where(i => i % 7 == 0).ToHashSet();
        Assert.All(gone, id => Assert.True(index.Remove(id)));
        Assert.False(index.Remove(0));
        Assert.Equal(Count - gone.Count, index.Count);
        var filter = new SlotBitmap();
        for (int i = 0; i < Count; i += 2)
        {
            filter.Add(i);
        }
        var hits = new Hit[10];
        for (int q = 0; q < 20; q++)
        {
            var query = Vector(random, Dimensions);
            foreach (var allowed in new[] { null, filter })
            {
                var truth = Enumerable.Range(0, Count).Where(i => !gone.Contains(i) && (allowed is null || allowed.Contains(i)))
                    .OrderByDescending(i => Score(metric, query, vectors[i])).Take(10);
                Assert.Equal(10, index.Search(query, 10, hits, allowed));
                Assert.Equal(truth, hits.Select(h => h.Id));
                Assert.Equal(Score(metric, query, vectors[hits[0].Id]), hits[0].Score, 3);
            }
        }
    }

    [Theory]
    [InlineData(VectorMetric.Cosine, 0f)]
    [InlineData(VectorMetric.Dot, 3f)]
    [InlineData(VectorMetric.L2, 3f)]
    public void Bytes_miss_nothing_even_where_rounding_hides_the_differences(VectorMetric metric, float offset)
    {
        // All differences between rows are smaller than a step of the 8-bit integers.
        const int Count = 2500, Dimensions = 40;
        var random = new Random(11);
        VectorIndex bytes = new(Dimensions, metric), floats = new(Dimensions, metric, ScanForm.Float32);
        float[] shared = Vector(random, Dimensions);
        for (int i = 0; i < Count; i++)
        {
            float[] vector = [.. Vector(random, Dimensions).Zip(shared, (own, all) => offset + all + 0.003f * own)];
            bytes.Upsert(i, vector);
            floats.Upsert(i, vector);
        }
        Hit[] a = new Hit[10], b = new Hit[10];
        for (int q = 0; q < 20; q++)
        {
            float[] query = [.. Vector(random, Dimensions).Zip(shared, (own, all) => offset + all + 0.003f * own)];
            bytes.Search(query, 10, a);
            floats.Search(query, 10, b);
            double tolerance = 2e-6 * Math.Max(1, Math.Abs(b[0].Score));
            Assert.All(a.Zip(b), pair => Assert.Equal(pair.Second.Score, pair.First.Score, tolerance));
        }
    }

    [Theory]
    [InlineData(ScanForm.Int8)]
    [InlineData(ScanForm.Float32)]
    public void Searching_allocates_nothing(ScanForm form)
    {
        var random = new Random(1);
        var index = new VectorIndex(16, VectorMetric.Cosine, form);
        for (int i = 0; i < 100; i++)
        {
            index.Upsert(i, Vector(random, 16));
        }
        var query = Vector(random, 16);
        var hits = new Hit[5];
        index.Search(query, 5, hits);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            index.Search(query, 5, hits);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Searches_during_updates_find_every_item_that_stays()
    {
        const int Count = 500, Dimensions = 8;
        var index = new VectorIndex(Dimensions);
        var anchor = new float[Dimensions];
        anchor[0] = 1;
        index.Upsert(Count, anchor); // never changed; must always come first
        var random = new Random(3);
        for (int i = 0; i < Count; i++)
        {
            index.Upsert(i, Away(random));
        }
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            var own = new Random(4);
            for (int n = 0; n < 40_000; n++)
            {
                int id = own.Next(Count);
                if (n % 5 == 0)
                {
                    index.Remove(id);
                }
                else
                {
                    index.Upsert(id, Away(own));
                }
            }
            stop.Cancel();
        }, TestContext.Current.CancellationToken);
        var hits = new Hit[3];
        int searches = 0;
        while (!stop.IsCancellationRequested)
        {
            Assert.Equal(3, index.Search(anchor, 3, hits));
            Assert.Equal(Count, hits[0].Id);
            searches++;
        }
        await writer;
        Assert.True(searches > 0);

        static float[] Away(Random random)
        {
            var vector = Vector(random, Dimensions);
            vector[0] = -Math.Abs(vector[0]);
            return vector;
        }
    }

    [Fact]
    public async Task Moving_to_inverted_lists_loses_no_change_made_meanwhile()
    {
        const int Count = 3000, Dimensions = 16;
        var random = new Random(8);
        var index = new VectorIndex(Dimensions);
        var vectors = Enumerable.Range(0, Count).Select(_ => Vector(random, Dimensions)).ToArray();
        for (int i = 0; i < Count; i++)
        {
            index.Upsert(i, vectors[i]);
        }
        var token = TestContext.Current.CancellationToken;
        var move = Task.Run(() => index.Optimise(new InvertedFileOptions(), token), token);
        for (int id = 0; id < Count; id += 2)
        {
            index.Upsert(id, vectors[id] = Vector(random, Dimensions));
            Assert.True(index.Remove(id + 1));
        }
        await move;
        Assert.False(index.IsExact);
        Assert.Equal(Count / 2, index.Count);
        var hits = new Hit[1];
        for (int id = 0; id < Count; id += 2)
        {
            Assert.Equal(1, index.Search(vectors[id], 1, hits));
            Assert.Equal(id, hits[0].Id);
        }
    }

    [Fact]
    public void A_vector_of_the_wrong_length_is_refused()
    {
        var index = new VectorIndex(4);
        Assert.Throws<ArgumentException>(() => index.Upsert(0, [1f, 2f]));
        Assert.Throws<ArgumentException>(() => index.Search([1f], 1, new Hit[1]));
    }

    private static float[] Vector(Random random, int dimensions) => [.. Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() * 2 - 1))];

    private static double Score(VectorMetric metric, float[] a, float[] b)
    {
        double dot = a.Zip(b, (x, y) => (double)x * y).Sum();
        return metric switch
        {
            VectorMetric.Dot => dot,
            VectorMetric.Cosine => dot / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x)),
            _ => -a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum(),
        };
    }
}
