using FeedbackLoop.Retrieval.Adaptation;

namespace FeedbackLoop.Retrieval.Tests.Adaptation;

public sealed class QueryAdapterTests
{
    // Four kinds of item along four axes of an eight-dimensional space, ten items each.
    private const int Dimensions = 8;
    private static readonly float[] Items = [.. Enumerable.Range(0, 40).SelectMany(i => Axis(i / 10, 0.1f * (i % 10)))];

    [Fact]
    public void A_word_unknown_to_the_embedder_comes_to_mean_what_people_take()
    {
        var adapter = Train([.. Clicks("trainers", kind: 2, count: 30)]);
        var vector = new float[Dimensions];
        adapter.Apply("trainers", vector);
        Assert.Equal([2, 2, 2], Nearest(vector, 3));
        vector = new float[Dimensions];
        adapter.Apply("red trainers please", vector);
        Assert.Equal(2, Nearest(vector, 1)[0]);
    }

    [Fact]
    public void A_query_of_other_words_is_left_as_it_was()
    {
        var adapter = Train([.. Clicks("trainers", kind: 2, count: 30)]);
        float[] vector = Axis(1, 0.3f), before = Axis(1, 0.3f);
        adapter.Apply("green hats", vector);
        Assert.Equal(before, vector);
    }

    [Fact]
    public void Heavier_evidence_outweighs_more_evidence()
    {
        var adapter = Train([.. Clicks("top", kind: 0, count: 40, weight: 0.2), .. Clicks("top", kind: 3, count: 20, weight: 5)]);
        var vector = new float[Dimensions];
        adapter.Apply("top", vector);
        Assert.Equal(3, Nearest(vector, 1)[0]);
    }

    [Fact]
    public void Refusals_push_away()
    {
        float[] between = Axis(0, 0f);
        between[1] = 1; // as near to kind 0 as to kind 1
        var refused = Enumerable.Range(0, 30).Select(i => new QueryFeedback { Query = "smart", Vector = between, Item = i % 10, Weight = -1 });
        var adapter = Train([.. refused]);
        var vector = (float[])between.Clone();
        adapter.Apply("smart", vector);
        Assert.Equal(1, Nearest(vector, 1)[0]);
    }

    [Fact]
    public void A_word_with_little_evidence_changes_nothing() => Assert.Equal(0, Train([.. Clicks("rare", kind: 1, count: 2)]).Words);

    [Fact]
    public void A_saved_adapter_is_read_back_for_its_own_embedder_only()
    {
        var adapter = Train([.. Clicks("trainers", kind: 2, count: 30)]);
        var stream = new MemoryStream();
        adapter.Save(stream);
        byte[] file = stream.ToArray();
        Assert.Equal(adapter.Version, QueryAdapter.Load(new MemoryStream(file), "e1").Version);
        Assert.Contains("e2", Assert.Throws<InvalidDataException>(() => QueryAdapter.Load(new MemoryStream(file), "e2")).Message, StringComparison.Ordinal);
        file[^3] ^= 1;
        Assert.Throws<InvalidDataException>(() => QueryAdapter.Load(new MemoryStream(file), "e1"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_adapter() =>
        Assert.Equal(Train([.. Clicks("trainers", kind: 2, count: 30)]).Version, Train([.. Clicks("trainers", kind: 2, count: 30)]).Version);

    [Fact]
    public void Evidence_that_fits_no_item_is_refused() =>
        Assert.Throws<ArgumentException>(() => Train([new QueryFeedback { Query = "x", Vector = new float[Dimensions], Item = 40 }]));

    private static QueryAdapter Train(IReadOnlyList<QueryFeedback> feedback) =>
        QueryAdapterTrainer.Train(feedback, Items, Dimensions, "e1", new QueryAdapterOptions { Seed = 4 });

    private static IEnumerable<QueryFeedback> Clicks(string query, int kind, int count, double weight = 1) =>
        Enumerable.Range(0, count).Select(i => new QueryFeedback { Query = query, Vector = new float[Dimensions], Item = kind * 10 + i % 10, Weight = weight });

    private static int[] Nearest(float[] vector, int count) =>
        [.. Enumerable.Range(0, 40).OrderByDescending(i => Enumerable.Range(0, Dimensions).Sum(d => vector[d] * Items[i * Dimensions + d])).Take(count).Select(i => i / 10)];

    private static float[] Axis(int kind, float aside)
    {
        var vector = new float[Dimensions];
        vector[kind] = MathF.Sqrt(1 - aside * aside);
        vector[4 + kind] = aside;
        return vector;
    }
}
