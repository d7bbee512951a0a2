using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.SearchApi.Tests;

/// <summary>Rankers with a known will.</summary>
public static class TestModels
{
    /// <summary>Prefers what is cheap.</summary>
    public static byte[] CheapFirst(int seed = 1) => Train(RankingFeatures.Names, RankingFeatures.PriceLog, -1, seed);

    /// <summary>Prefers what is dear.</summary>
    public static byte[] DearFirst(int seed = 1) => Train(RankingFeatures.Names, RankingFeatures.PriceLog, 1, seed);

    /// <summary>Was trained on features that this build does not have.</summary>
    public static byte[] Foreign() => Train([.. RankingFeatures.Names[..^1], "moon_phase"], RankingFeatures.PriceLog, 1, 1);

    private static byte[] Train(string[] names, int feature, int sign, int seed)
    {
        const int Queries = 40, Rows = 25;
        var random = new Random(seed);
        var values = new float[Queries * Rows * names.Length];
        var labels = new float[Queries * Rows];
        for (var row = 0; row < labels.Length; row++)
        {
            for (var f = 0; f < names.Length; f++)
            {
                values[row * names.Length + f] = random.NextSingle();
            }

            var price = 1.5f + 3 * random.NextSingle();
            values[row * names.Length + feature] = price;
            labels[row] = Math.Clamp((int)(sign > 0 ? (price - 1.5f) / 0.6f : (4.5f - price) / 0.6f), 0, 4);
        }

        var data = RankingDataset.Create(new()
        {
            Values = values,
            FeatureCount = names.Length,
            GroupSizes = [.. Enumerable.Repeat(Rows, Queries)],
            Labels = labels,
            FeatureNames = names,
        });
        using var file = new MemoryStream();
        new LambdaMartTrainer().Train(data, null, new() { Trees = 30, Leaves = 15, Threads = 1, Seed = seed }, null, CancellationToken.None).Save(file);
        return file.ToArray();
    }
}
