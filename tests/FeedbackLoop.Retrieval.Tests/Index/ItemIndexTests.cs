using FeedbackLoop.Retrieval.Index;

namespace FeedbackLoop.Retrieval.Tests.Index;

public sealed class ItemIndexTests
{
    private const int Dimensions = 24, Items = 2000, Vectors = 3;

    [Theory]
    [InlineData(VectorMetric.Cosine, ItemScore.Best, false)]
    [InlineData(VectorMetric.Dot, ItemScore.Best, false)]
    [InlineData(VectorMetric.L2, ItemScore.Best, false)]
    [InlineData(VectorMetric.Cosine, ItemScore.Sum, false)]
    [InlineData(VectorMetric.Dot, ItemScore.Sum, false)]
    [InlineData(VectorMetric.Cosine, ItemScore.Best, true)]
    [InlineData(VectorMetric.Cosine, ItemScore.Sum, true)]
    public void Finds_the_items_that_a_plain_scan_in_double_finds(VectorMetric metric, ItemScore score, bool optimised)
    {
        var random = new Random(3);
        var index = new ItemIndex(Dimensions, Vectors, metric, score);
        var items = new Dictionary<int, float[][]>();
        for (int item = 0; item < Items; item++)
        {
            Put(item);
        }
        if (optimised)
        {
            index.Optimise(new InvertedFileOptions { Lists = 20, Probes = 20, Rescored = 800 }, TestContext.Current.CancellationToken);
            Assert.False(index.IsExact);
        }
        for (int item = 0; item < Items; item += 3)
        {
            Put(item); // often with fewer vectors than before
        }
        for (int item = 0; item < Items; item += 7)
        {
            Assert.True(index.Remove(item));
            Assert.False(index.Remove(item));
            items.Remove(item);
        }
        Assert.Equal(items.Count, index.Count);
        var even = new SlotBitmap(Items);
        for (int item = 0; item < Items; item += 2)
        {
            even.Add(item);
        }
        var hits = new Hit[10];
        int right = 0;
        for (int q = 0; q < 20; q++)
        {
            var query = Vector(random);
            foreach (var filter in new[] { null, even })
            {
                var truth = items.Where(pair => filter?.Contains(pair.Key) != false)
                    .Select(pair => (pair.Key, Score: Score(metric, score, query, pair.Value))).OrderByDescending(pair => pair.Score).Take(10).ToArray();
                Assert.Equal(10, index.Search(query, 10, hits, filter));
                right += hits.Count(hit => truth.Any(pair => pair.Key == hit.Id));
                Assert.Equal(truth[0].Key, hits[0].Id);
                Assert.Equal(truth[0].Score, hits[0].Score, 1e-3);
            }
        }
        Assert.True(right >= (optimised ? 396 : 400), $"{right} of 400");

        void Put(int item)
        {
            items[item] = [.. Enumerable.Range(0, 1 + random.Next(Vectors)).Select(_ => Vector(random))];
            index.Upsert(item, [.. items[item].SelectMany(vector => vector)]);
        }
    }

    [Fact]
    public async Task An_item_is_found_all_the_time_while_it_is_replaced_and_the_index_is_optimised()
    {
        var random = new Random(9);
        var index = new ItemIndex(Dimensions, 2);
        for (int item = 0; item < 1500; item++)
        {
            index.Upsert(item, [.. Vector(random), .. Vector(random)]);
        }
        float[] picture = Vector(random), text = Vector(random), both = [.. picture, .. text];
        index.Upsert(700, both);
        var token = TestContext.Current.CancellationToken;
        var writer = Task.Run(() =>
        {
            for (int n = 0; n < 3000; n++)
            {
                index.Upsert(700, both);
            }
            index.Optimise(new InvertedFileOptions(), token);
            for (int n = 0; n < 3000; n++)
            {
                index.Upsert(700, both);
            }
        }, token);
        var hits = new Hit[3];
        int searches = 0;
        do
        {
            Assert.Equal(3, index.Search(searches++ % 2 == 0 ? picture : text, 3, hits));
            Assert.Equal(700, hits[0].Id);
            Assert.Equal(3, hits.Select(hit => hit.Id).Distinct().Count());
        }
        while (!writer.IsCompleted);
        await writer;
        Assert.False(index.IsExact);
        Assert.Equal(1500, index.Count);
    }

    [Fact]
    public void Searching_allocates_nothing()
    {
        var random = new Random(1);
        var index = new ItemIndex(Dimensions, 2);
        for (int item = 0; item < 200; item++)
        {
            index.Upsert(item, [.. Vector(random), .. Vector(random)]);
        }
        var query = Vector(random);
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
    public void Too_many_vectors_or_half_of_one_are_refused()
    {
        var index = new ItemIndex(4, 2);
        Assert.Throws<ArgumentException>(() => index.Upsert(0, new float[12]));
        Assert.Throws<ArgumentException>(() => index.Upsert(0, new float[6]));
        Assert.Throws<ArgumentException>(() => index.Upsert(0, []));
        Assert.Throws<ArgumentException>(() => new ItemIndex(4, 2, VectorMetric.L2, ItemScore.Sum));
        Assert.Equal(0, index.Count);
    }

    private static float[] Vector(Random random) => [.. Enumerable.Range(0, Dimensions).Select(_ => (float)(random.NextDouble() * 2 - 1))];

    private static double Score(VectorMetric metric, ItemScore score, float[] query, float[][] vectors)
    {
        var scores = vectors.Select(vector =>
        {
            double dot = query.Zip(vector, (x, y) => (double)x * y).Sum();
            return metric switch
            {
                VectorMetric.Dot => dot,
                VectorMetric.Cosine => dot / Math.Sqrt(query.Sum(x => (double)x * x) * vector.Sum(x => (double)x * x)),
                _ => -query.Zip(vector, (x, y) => ((double)x - y) * ((double)x - y)).Sum(),
            };
        });
        return score == ItemScore.Sum ? scores.Sum() : scores.Max();
    }
}
