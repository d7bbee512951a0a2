using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Bench.Learning;

/// <summary>Rankers whose scores are added: each was trained with another seed, so that what chance gave one of them counts less.</summary>
internal sealed class Committee(params RankerModel[] members)
{
    /// <summary>t+ of the first member, where position biases were learnt with it.</summary>
    public IReadOnlyList<double>? ClickedBias => members[0].ClickedBias;

    public float[] Score(RankingRows rows)
    {
        float[] sum = new float[rows.RowCount], one = new float[rows.RowCount];
        foreach (RankerModel member in members)
        {
            member.Score(rows.Values, one);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += one[i];
            }
        }
        return sum;
    }
}
