using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Learning.Tests;

/// <summary>Ranking data with a known truth: the grade rises with feature 0 and a little with feature 1; the other features are noise.</summary>
internal static class RankingWorld
{
    public static RankingRows Rows(int seed, int queries, int perQuery, int features, double missing = 0)
    {
        var random = new Random(seed);
        int n = queries * perQuery;
        float[] values = new float[n * features], labels = new float[n];
        for (int row = 0; row < n; row++)
        {
            for (int f = 0; f < features; f++)
            {
                values[(row * features) + f] = (float)random.NextDouble();
            }
            double grade = (4 * values[row * features]) + (features > 1 ? 0.8 * values[(row * features) + 1] : 0);
            labels[row] = (float)Math.Clamp(Math.Floor(grade), 0, 4);
            for (int f = 0; f < features; f++)
            {
                if (random.NextDouble() < missing)
                {
                    values[(row * features) + f] = float.NaN;
                }
            }
        }
        int[] groups = new int[queries];
        Array.Fill(groups, perQuery);
        return new RankingRows { Values = values, FeatureCount = features, GroupSizes = groups, Labels = labels };
    }
}
