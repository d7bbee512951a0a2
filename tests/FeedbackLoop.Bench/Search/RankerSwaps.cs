using System.Net.Http.Headers;
using System.Net.Http.Json;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Bench.Search;

/// <summary>An operator who makes one of two rankers the champion, in turn, while people search: what a change of models costs them.</summary>
internal sealed class RankerSwaps(Uri retraining, string operatorKey)
{
    private const int Queries = 100, Candidates = 20;

    public int Count { get; private set; }

    /// <summary>Promotes every two seconds until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = retraining };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", operatorKey);
        string[] versions = [$"bench-{Guid.NewGuid():N}", $"bench-{Guid.NewGuid():N}"];
        for (var i = 0; i < versions.Length; i++)
        {
            var upload = new ModelUpload { Version = versions[i], Artifact = Convert.ToBase64String(Train(i)), Note = "swapped by the bench" };
            (await http.PostAsJsonAsync("/api/models", upload, cancellationToken)).EnsureSuccessStatusCode();
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var path = $"/api/models/{versions[Count % 2]}/promote";
                (await http.PostAsJsonAsync(path, new OperatorDecision { Reason = "swapped by the bench" }, cancellationToken)).EnsureSuccessStatusCode();
                Count++;
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }

    private static byte[] Train(int seed)
    {
        var random = new Random(seed);
        var values = new float[Queries * Candidates * RankingFeatures.Count];
        var labels = new float[Queries * Candidates];
        for (var row = 0; row < labels.Length; row++)
        {
            var features = values.AsSpan(row * RankingFeatures.Count, RankingFeatures.Count);
            for (var f = 0; f < features.Length; f++)
            {
                features[f] = random.NextSingle();
            }

            labels[row] = (float)Math.Round(4 * features[RankingFeatures.TextCosine]);
        }

        using var file = new MemoryStream();
        new LambdaMartTrainer().Train(
            RankingDataset.Create(new RankingRows
            {
                Values = values,
                FeatureCount = RankingFeatures.Count,
                GroupSizes = [.. Enumerable.Repeat(Candidates, Queries)],
                Labels = labels,
                FeatureNames = RankingFeatures.Names,
            }), null, new LambdaMartOptions { Trees = 150, Leaves = 15, Seed = seed, Threads = 1 }, null, CancellationToken.None).Save(file);
        return file.ToArray();
    }
}
