using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Shoppers;

/// <summary>A ranker that was trained to put the worst match on top: what somebody deploys who got a sign wrong.</summary>
internal static class BadRanker
{
    private const int Queries = 200, Candidates = 20;

    public static byte[] Make(int seed)
    {
        var random = new Random(seed);
        var values = new float[Queries * Candidates * RankingFeatures.Count];
        var labels = new float[Queries * Candidates];
        for (var row = 0; row < labels.Length; row++)
        {
            var features = values.AsSpan(row * RankingFeatures.Count, RankingFeatures.Count);
            features.Fill(float.NaN);
            var match = random.NextDouble();
            features[RankingFeatures.TextCosine] = (float)match;
            features[RankingFeatures.VectorReciprocalRank] = (float)(match * match);
            features[RankingFeatures.LexicalReciprocalRank] = (float)(match * match);
            features[RankingFeatures.TypeMatch] = match > 0.5 ? 1 : 0;
            labels[row] = (float)Math.Round(4 * (1 - match));
        }

        var model = new LambdaMartTrainer().Train(
            RankingDataset.Create(new RankingRows
            {
                Values = values,
                FeatureCount = RankingFeatures.Count,
                GroupSizes = [.. Enumerable.Repeat(Candidates, Queries)],
                Labels = labels,
                FeatureNames = RankingFeatures.Names,
            }), null, new LambdaMartOptions { Trees = 30, Leaves = 8, Seed = seed }, null, CancellationToken.None);
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
