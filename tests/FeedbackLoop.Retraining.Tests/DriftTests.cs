using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retraining.Drift;

namespace FeedbackLoop.Retraining.Tests;

public sealed class DriftTests
{
    [Theory]
    [InlineData(0f, false)]
    [InlineData(0.5f, true)]
    public async Task A_feature_that_moved_away_from_what_the_champion_learned_is_named(float shift, bool drifts)
    {
        await using var loop = await Loop.StartAsync(("Drift:MinimumSample", "300"), ("Drift:Sample", "1000"));
        var shop = new SimulatedShop(4);
        var learnedUntil = loop.Time.GetUtcNow();
        await loop.InsertAsync(Enumerable.Range(0, 800).Select(i => shop.Search($"p{i}", learnedUntil.AddHours(-1), "baseline", null)));
        await loop.Get<ModelRegistry>().RegisterAsync(new NewModel
        {
            Version = "champion",
            Kind = ModelKind.Ranker,
            Status = ModelStatus.Candidate,
            CreatedAt = learnedUntil,
            Lineage = new ModelLineage { DataTo = learnedUntil },
        });
        await loop.Get<Deployments>().PromoteAsync("champion", ModelKind.Ranker, "start", learnedUntil, null);
        loop.Time.Advance(TimeSpan.FromDays(1));
        await loop.InsertAsync(Enumerable.Range(0, 800).Select(i =>
        {
            var search = shop.Search($"p{i}", loop.Time.GetUtcNow().AddHours(-1), "champion", null);
            for (var item = 0; item < search.ItemIds.Length; item++)
            {
                search.Features[item * RankingFeatures.Count + RankingFeatures.AgeDaysLog] += shift;
            }

            return search;
        }));

        await loop.Get<DriftWatch>().StepAsync(CancellationToken.None);
        await loop.Get<DriftWatch>().StepAsync(CancellationToken.None); // too soon: no second look

        var tests = await loop.Get<DriftStore>().ListAsync(1000, CancellationToken.None);
        Assert.Equal(RankingFeatures.Count + 1, tests.Count);
        Assert.Equal(drifts ? ["age_days_log"] : [], tests.Where(test => test.Drifted).Select(test => test.Subject));
    }
}
