using FeedbackLoop.Retraining.Propensity;

namespace FeedbackLoop.Retraining.Tests;

public sealed class PositionBiasTests
{
    private static readonly PositionBiasOptions Options = new() { Positions = SimulatedShop.Candidates };

    [Fact]
    public void Swaps_give_the_examination_curve_that_the_people_have()
    {
        var shop = new SimulatedShop(7);
        var estimator = new PositionBiasEstimator(Options);
        for (var i = 0; i < 40_000; i++)
        {
            estimator.Add(shop.Search("p", DateTimeOffset.UnixEpoch, "baseline", null, swap: 0.5));
        }

        var estimate = estimator.Estimate("text")!;
        Assert.Equal(1, estimate.Propensities[0]);
        for (var k = 1; k < 8; k++)
        {
            // The first guess is 1/k^0.7; the truth is 1/k.
            Assert.InRange(estimate.Propensities[k] / SimulatedShop.Examination(k), 0.8, 1.2);
            Assert.True(estimate.Propensities[k] <= estimate.Propensities[k - 1]);
        }
    }

    [Fact]
    public void Too_little_variation_gives_no_estimate()
    {
        var shop = new SimulatedShop(8);
        var estimator = new PositionBiasEstimator(Options);
        for (var i = 0; i < 2000; i++)
        {
            estimator.Add(shop.Search("p", DateTimeOffset.UnixEpoch, "baseline", null, swap: 0.05));
        }

        Assert.Null(estimator.Estimate("text"));
    }

    [Fact]
    public async Task The_estimate_is_stored_for_serving_when_it_is_time()
    {
        await using var loop = await Loop.StartAsync(("PositionBias:MinimumVaried", "100"));
        var shop = new SimulatedShop(9);
        await loop.InsertAsync(Enumerable.Range(0, 2000).Select(_ => shop.Search("p", loop.Time.GetUtcNow().AddHours(-1), "baseline", null, swap: 0.5)));
        var watch = loop.Get<PositionBiasWatch>();
        await watch.StepAsync(CancellationToken.None);
        var bias = Assert.Single(await loop.Get<PositionBiasStore>().ListAsync(CancellationToken.None));
        Assert.Equal("text", bias.Modality);
        Assert.InRange(bias.Searches, 800, 1200);
        Assert.All(bias.Propensities, p => Assert.InRange(p, 0.02f, 1f));
    }
}
