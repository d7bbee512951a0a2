using FeedbackLoop.Learning.Metrics;

namespace FeedbackLoop.Learning.Tests;

public sealed class RankingMetricsTests
{
    // Ranking by these scores: labels 3, 0, 2, 1.
    private static readonly float[] Scores = [0.9f, 0.5f, 0.7f, 0.1f], Labels = [3, 2, 0, 1];

    [Fact]
    public void Ndcg_by_hand()
    {
        double dcg = 7 + (0 / Math.Log2(3)) + (3 / 2.0) + (1 / Math.Log2(5));
        double ideal = 7 + (3 / Math.Log2(3)) + (1 / 2.0);
        Assert.Equal(dcg / ideal, RankingMetrics.Ndcg(Scores, Labels, 4), 6);
        Assert.Equal(7 / (7 + (3 / Math.Log2(3))), RankingMetrics.Ndcg(Scores, Labels, 2), 6);
        Assert.Equal(1, RankingMetrics.Ndcg([1, 2], [0, 0], 10));
        double linear = 3 + (2 / 2.0) + (1 / Math.Log2(5)), linearIdeal = 3 + (2 / Math.Log2(3)) + (1 / 2.0);
        Assert.Equal(linear / linearIdeal, RankingMetrics.Ndcg(Scores, Labels, 4, linearGain: true), 6);
    }

    [Fact]
    public void Others_by_hand()
    {
        Assert.Equal((1 + (2 / 3.0) + (3 / 4.0)) / 3, RankingMetrics.AveragePrecision(Scores, Labels), 9);
        Assert.Equal(1, RankingMetrics.ReciprocalRank(Scores, Labels));
        Assert.Equal(0.5, RankingMetrics.ReciprocalRank([1, 2], [1, 0]), 9);
        Assert.Equal(2 / 3.0, RankingMetrics.Precision(Scores, Labels, 3), 9);
        Assert.Equal(0.3, RankingMetrics.Precision(Scores, Labels, 10), 9);
        // Stops with 7/8, 0, 3/8, 1/8 at ranks 1 to 4.
        Assert.Equal((7 / 8.0) + (1 / 8.0 * (3 / 8.0) / 3) + (1 / 8.0 * (5 / 8.0) * (1 / 8.0) / 4), RankingMetrics.Err(Scores, Labels, 4, 3), 9);
        Assert.Equal((7 / 8.0 * 0.5) + (1 / 8.0 * (3 / 8.0) / 3), RankingMetrics.ExpectedReciprocalDwell(Scores, Labels, [10, 20, 5, 0], 4, 3), 9);
        // Pairs with different labels: six, of which (2 above 0) and (1 above 0) are wrong.
        Assert.Equal(4 / 6.0, RankingMetrics.PairwiseAccuracy(Scores, Labels), 9);
        Assert.Equal(0.5, RankingMetrics.PairwiseAccuracy([1, 1], [1, 0]), 9);
    }

    [Fact]
    public void Ties_keep_the_given_order_and_missing_scores_come_last()
    {
        int[] order = new int[5];
        RankingMetrics.Rank([1, float.NaN, 2, 1, -0f], order);
        Assert.Equal([2, 0, 3, 4, 1], order);
    }

    [Fact]
    public void Perfect_is_one_and_reversed_is_worst()
    {
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            float[] labels = [.. Enumerable.Range(0, random.Next(2, 30)).Select(_ => (float)random.Next(5))];
            if (labels.All(l => l == 0))
            {
                continue;
            }
            float[] noise = [.. labels.Select(_ => (float)random.NextDouble())];
            double perfect = RankingMetrics.Ndcg(labels, labels, 10), any = RankingMetrics.Ndcg(noise, labels, 10);
            Assert.Equal(1, perfect, 9);
            Assert.InRange(any, 0, 1 + 1e-9);
            Assert.True(RankingMetrics.Ndcg([.. labels.Select(l => -l)], labels, labels.Length) <= RankingMetrics.Ndcg(noise, labels, labels.Length) + 1e-9);
        }
    }
}
