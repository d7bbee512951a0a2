using FeedbackLoop.Retrieval.Fusion;

namespace FeedbackLoop.Retrieval.Tests.Fusion;

public sealed class ReciprocalRankFusionTests
{
    [Fact]
    public void Scores_are_the_sum_of_weighted_reciprocal_ranks()
    {
        var fused = ReciprocalRankFusion.Fuse<string>([(["a", "b", "c"], 1), (["b", "d"], 2)], k: 60);
        Assert.Equal(["b", "d", "a", "c"], fused.Select(f => f.Item));
        Assert.Equal(1 / 62.0 + 2 / 61.0, fused[0].Score, 12);
        Assert.Equal(2 / 62.0, fused[1].Score, 12);
        Assert.Equal(1 / 61.0, fused[2].Score, 12);
    }

    [Fact]
    public void An_item_twice_in_a_list_counts_once()
    {
        var fused = ReciprocalRankFusion.Fuse<int>([7, 8, 7], [9]);
        Assert.Equal(1 / 61.0, fused.Single(f => f.Item == 7).Score, 12);
    }

    [Fact]
    public void Equal_scores_keep_the_order_of_appearance() =>
        Assert.Equal([5, 4], ReciprocalRankFusion.Fuse<int>([5], [4]).Select(f => f.Item));
}
