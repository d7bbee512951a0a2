using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Data.Registry;

namespace FeedbackLoop.SearchApi.Tests;

public class ExperimentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_stay_in_their_arm_and_shares_are_kept()
    {
        await using var shop = new TestShop();
        await shop.InitializeAsync();
        var challenger = await shop.RegisterAsync("cheap", TestModels.CheapFirst());
        var deployments = new Deployments(shop.Database.DataSource);
        var experiment = await deployments.StartExperimentAsync(challenger, ExperimentStage.Ab, 0.3, "salt-1", DateTimeOffset.UtcNow, Cancel);
        await TestShop.UntilAsync(async () => await AnyChallengerAsync(shop));

        var arms = new Dictionary<string, RankerInfo>();
        for (var person = 0; person < 300; person++)
        {
            arms[$"p{person}"] = (await shop.SearchAsync("q=red&take=3", $"p{person}")).Ranker;
        }

        for (var person = 0; person < 300; person += 7)
        {
            Assert.Equal(arms[$"p{person}"], (await shop.SearchAsync("q=green+hat&take=3", $"p{person}")).Ranker);
        }

        var share = arms.Values.Count(r => r.Arm == "challenger") / 300.0;
        Assert.InRange(share, 0.3 - 0.11, 0.3 + 0.11); // four standard errors
        Assert.All(arms.Values, r => Assert.Equal(r.Arm == "challenger" ? "cheap" : "baseline", r.Version));

        // The challenger orders as it was taught: cheap before dear.
        var person1 = arms.First(a => a.Value.Arm == "challenger").Key;
        var cheap = await shop.SearchAsync("q=red&take=24", person1);
        Assert.True(cheap.Results.Take(6).Average(r => r.Price) < cheap.Results.Skip(18).Average(r => r.Price));
        Assert.Equal(experiment, (await shop.ServedAsync(cheap.SearchId)).ExperimentId);
        var champion = await shop.SearchAsync("q=red&take=24", arms.First(a => a.Value.Arm == "champion").Key);
        Assert.Equal(experiment, (await shop.ServedAsync(champion.SearchId)).ExperimentId);
    }

    [Fact]
    public async Task Interleaved_pages_tell_their_teams_and_repeat()
    {
        await using var shop = new TestShop();
        shop.With("Search:SwapProbability", "0");
        await shop.InitializeAsync();
        await shop.RegisterAsync("cheap", TestModels.CheapFirst());
        await new Deployments(shop.Database.DataSource).StartExperimentAsync("cheap", ExperimentStage.Interleaving, 1, "salt-2", DateTimeOffset.UtcNow, Cancel);
        await TestShop.UntilAsync(async () => (await shop.SearchAsync("q=red", "ada")).Ranker.Arm == "interleaved");

        var first = await shop.SearchAsync("q=red&take=20", "ada");
        var again = await shop.SearchAsync("q=red&take=20", "ada");
        var served = await shop.ServedAsync(first.SearchId);

        Assert.Equal(first.Results.Select(r => r.ItemId), again.Results.Select(r => r.ItemId));
        Assert.Equal(20, served.Teams!.Length);
        Assert.Equal(20, served.ItemIds.Distinct().Count());
        Assert.Contains(0, served.Teams);
        Assert.Contains(1, served.Teams);
        Assert.InRange(served.Teams.Count(t => t == 0) - served.Teams.Count(t => t == 1), -1, 1);
        Assert.NotNull(served.ExperimentId);
    }

    [Fact]
    public async Task Swapped_positions_are_told_and_really_swapped()
    {
        await using var shop = new TestShop();
        shop.With("Search:SwapProbability", "0.5");
        await shop.InitializeAsync();

        int swapped = 0, seen = 0;
        var pairs = new HashSet<(int, int)>();
        for (var i = 0; i < 120; i++)
        {
            var answer = await shop.SearchAsync("q=blue&take=6", $"p{i}");
            var served = await shop.ServedAsync(answer.SearchId);
            Assert.Equal(answer.Results.Select(r => r.ItemId), served.ItemIds);
            seen++;
            var scores = served.Scores.ToArray();
            if (served.Swapped is [var a, var b])
            {
                swapped++;
                Assert.InRange(a, 1, 5);
                Assert.InRange(b, a + 1, 6);
                pairs.Add((a, b));
                (scores[a - 1], scores[b - 1]) = (scores[b - 1], scores[a - 1]);
            }

            // Undone, the page is in the ranker's order; propensities belong to positions, not to items.
            Assert.Equal(scores.OrderDescending(), scores);
            Assert.Equal(served.Propensities.OrderDescending(), served.Propensities);
        }

        Assert.InRange(swapped / (double)seen, 0.5 - 0.19, 0.5 + 0.19);
        Assert.True(pairs.Count > 8, $"only {pairs.Count} of 15 pairs came up");
    }

    [Fact]
    public async Task Rankers_change_under_load_without_a_failed_request()
    {
        await using var shop = new TestShop();
        await shop.InitializeAsync();
        var deployments = new Deployments(shop.Database.DataSource);
        await shop.RegisterAsync("cheap", TestModels.CheapFirst());
        await shop.RegisterAsync("dear", TestModels.DearFirst());
        await shop.RegisterAsync("foreign", TestModels.Foreign());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var versions = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        var load = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var answer = await shop.SearchAsync("q=red+hat&take=24", $"w{worker}-{i}");
                Assert.Equal(24, answer.Results.Count);
                versions.AddOrUpdate(answer.Ranker.Version, 1, (_, n) => n + 1);
            }
        }, Cancel)).ToArray();

        foreach (var version in new[] { "cheap", "dear", "cheap", "foreign", "baseline", "dear" })
        {
            await deployments.PromoteAsync(version, ModelKind.Ranker, "by the test", DateTimeOffset.UtcNow, null, Cancel);
            if (version == "foreign")
            {
                // It is refused: what served before serves on.
                var before = versions["cheap"];
                await TestShop.UntilAsync(() => Task.FromResult(versions["cheap"] > before + 50));
                continue;
            }

            var count = versions.GetValueOrDefault(version);
            await TestShop.UntilAsync(() => Task.FromResult(versions.GetValueOrDefault(version) > count + 5));
        }

        await stop.CancelAsync();
        await Task.WhenAll(load); // throws when any request failed
        Assert.Equal(["baseline", "cheap", "dear"], versions.Keys.Order());
    }

    [Fact]
    public async Task Position_bias_is_followed()
    {
        await using var shop = new TestShop();
        await shop.InitializeAsync();
        await shop.ExecuteAsync(
            "insert into position_bias (modality, propensities, method, searches, estimated_at) values ('text', $1, 'swap', 1000, now())", new[] { 1f, 0.5f, 0.25f });

        await TestShop.UntilAsync(async () =>
            (await shop.ServedAsync((await shop.SearchAsync("q=hat&take=4")).SearchId)).Propensities is [1f, 0.5f, 0.25f, > 0.2f and < 0.25f]);
    }

    private static async Task<bool> AnyChallengerAsync(TestShop shop)
    {
        for (var i = 0; i < 20; i++)
        {
            if ((await shop.SearchAsync("q=red&take=1", $"probe{i}")).Ranker.Arm == "challenger")
            {
                return true;
            }
        }

        return false;
    }
}
