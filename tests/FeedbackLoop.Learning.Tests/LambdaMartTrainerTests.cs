using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;

namespace FeedbackLoop.Learning.Tests;

public sealed class LambdaMartTrainerTests
{
    private static readonly LambdaMartOptions Small = new() { Trees = 30, Leaves = 8, MinDataInLeaf = 5, Threads = 1 };

    [Fact]
    public void Learns_a_ranking_that_one_feature_decides()
    {
        RankingRows rows = RankingWorld.Rows(seed: 1, queries: 60, perQuery: 12, features: 5);
        RankingDataset data = RankingDataset.Create(rows);
        RankerModel model = new LambdaMartTrainer().Train(data, null, Small, null, CancellationToken.None);
        float[] scores = new float[rows.RowCount];
        model.Score(rows.Values, scores);
        double ndcg = RankingMetrics.Mean(scores, rows.Labels, rows.GroupSizes, (s, l) => RankingMetrics.Ndcg(s, l, 10));
        Assert.True(ndcg > 0.95, $"NDCG {ndcg}");
        Assert.Equal("f0", model.Importance().MaxBy(i => i.Gain)!.Feature);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_the_model()
    {
        RankingDataset data = RankingDataset.Create(RankingWorld.Rows(seed: 2, queries: 80, perQuery: 30, features: 40));
        string one = new LambdaMartTrainer().Train(data, null, Small with { Threads = 1 }, null, CancellationToken.None).ToJson();
        string three = new LambdaMartTrainer().Train(data, null, Small with { Threads = 3 }, null, CancellationToken.None).ToJson();
        Assert.Equal(one, three);
    }

    [Fact]
    public void A_saved_model_scores_as_before_and_a_damaged_one_is_refused()
    {
        RankingRows rows = RankingWorld.Rows(seed: 3, queries: 20, perQuery: 10, features: 4);
        RankerModel model = new LambdaMartTrainer().Train(RankingDataset.Create(rows), null, Small, null, CancellationToken.None);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        RankerModel loaded = RankerModel.Load(file);
        float[] before = new float[rows.RowCount], after = new float[rows.RowCount];
        model.Score(rows.Values, before);
        loaded.Score(rows.Values, after);
        Assert.Equal(before, after);

        byte[] damaged = file.ToArray();
        damaged[damaged.Length / 2] ^= 1;
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => RankerModel.Load(new MemoryStream(damaged))).Message);
        Assert.Contains("cut short", Assert.Throws<InvalidDataException>(() => RankerModel.Load(new MemoryStream(file.ToArray()[..^9]))).Message);
        Assert.Contains("not a FeedbackLoop", Assert.Throws<InvalidDataException>(() => RankerModel.Load(new MemoryStream("PK something else"u8.ToArray()))).Message);
    }
}
