using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Retraining.Examples;
using FeedbackLoop.Retraining.Metrics;

namespace FeedbackLoop.Retraining.Tests;

public sealed class MetricWindowsTests
{
    private static readonly ClosedSearch Good = PreferencePairsTests.Make([0, 2, 0, 0], [1, 0.5f, 0.25f, 0.25f], [true, true, true, false]);

    [Fact]
    public async Task A_window_holds_what_can_be_counted_by_hand()
    {
        await using var loop = await Loop.StartAsync();
        await loop.InsertAsync(
        [
            Good with { Skipped = [true, false, false, false] },
            Good with { ExampleNo = 2, SearchId = "s2", Clicked = [true, true, false, false], Pogo = [true, false, false, false],
                DwellMs = [2000, 40_000, -1, -1], Rating = [-1, 1, float.NaN, float.NaN], Grade = [0, 4, 0, 0] },
            Good with { ExampleNo = 3, SearchId = "s3", Clicked = new bool[4], DwellMs = [-1, -1, -1, -1], Grade = new float[4], Abandoned = true },
            Good with { ExampleNo = 4, SearchId = "s4", ItemIds = [], Scores = [], Propensities = [], Features = [], Seen = [], Clicked = [], DwellMs = [],
                Pogo = [], Skipped = [], Added = [], Rating = [], Grade = [] },
            Good with { ExampleNo = 5, SearchId = "s5", Excluded = "bot", Weight = 0 },
        ]);

        Assert.Equal(5, await loop.Get<MetricWindows>().UpdateAsync(CancellationToken.None));

        var window = Assert.Single(await ReadAsync(loop, "all", "all"));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), window.From);
        Assert.Equal(4, window.Searches);
        Assert.Equal(9, window.Impressions);
        Assert.Equal(3, window.Clicks);
        Assert.Equal(3 / 9.0, window.Ctr!.Value, 6);
        Assert.Equal(3 / (3 * 1.75), window.CorrectedCtr!.Value, 6);
        Assert.Equal((20 + 2 + 40) / 3.0, window.MeanDwellSeconds!.Value, 6);
        Assert.Equal(1 / 9.0, window.SkipRate!.Value, 6);
        Assert.Equal(1 / 3.0, window.PogoRate!.Value, 6);
        Assert.Equal(1 / 3.0, window.AbandonmentRate!.Value, 6);
        Assert.Equal(0, window.Satisfaction!.Value, 6);
        Assert.Equal(1 / 4.0, window.ZeroResultRate!.Value, 6);
        // s1: position 2 over 1 (wrong) and 3 (right), weight 2 each. s2: over 1 (both rated, weight 1, wrong) and 3 (weight 2, right).
        Assert.Equal((2 + 2) / (4 + 3.0), window.PairwiseAccuracy!.Value, 6);
    }

    [Fact]
    public async Task Every_search_counts_once_however_often_and_by_whomever_it_is_counted()
    {
        await using var loop = await Loop.StartAsync(("Metrics:BatchSize", "3"));
        await using var other = loop.AnotherReplica(("Metrics:BatchSize", "3"));
        await loop.InsertAsync(Enumerable.Range(1, 10).Select(i => Good with { ExampleNo = i, SearchId = $"s{i}" }));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? loop : other).Get<MetricWindows>().UpdateAsync(CancellationToken.None)));
        await loop.InsertAsync([Good with { ExampleNo = 11, SearchId = "s11" }]);
        await loop.Get<MetricWindows>().UpdateAsync(CancellationToken.None);
        Assert.Equal(11, Assert.Single(await ReadAsync(loop, "all", "all")).Searches);
    }

    [Fact]
    public async Task Modalities_and_cohorts_add_up()
    {
        await using var loop = await Loop.StartAsync();
        await loop.InsertAsync(
        [
            Good with { Cohort = "phone" },
            Good with { ExampleNo = 2, SearchId = "s2", Modality = "image", Cohort = "phone" },
            Good with { ExampleNo = 3, SearchId = "s3", Modality = "image", Cohort = "desktop" },
        ]);
        await loop.Get<MetricWindows>().UpdateAsync(CancellationToken.None);
        Assert.Equal([("all", 3), ("image", 2), ("text", 1)], (await ReadAsync(loop, null, "all")).Select(w => (w.Modality, (int)w.Searches)));
        Assert.Equal([("all", 2), ("desktop", 1), ("phone", 1)], (await ReadAsync(loop, "image", null)).Select(w => (w.Cohort, (int)w.Searches)));
    }

    [Fact]
    public async Task Examples_that_were_built_anew_are_counted_anew()
    {
        await using var loop = await Loop.StartAsync();
        await loop.InsertAsync(Enumerable.Range(1, 5).Select(i => Good with { ExampleNo = i, SearchId = $"s{i}" }));
        var metrics = loop.Get<MetricWindows>();
        await metrics.UpdateAsync(CancellationToken.None);

        await loop.QueryAsync<long>("with gone as (delete from training_example returning 1) select count(*) from gone");
        await loop.InsertAsync(Enumerable.Range(1, 3).Select(i => Good with { ExampleNo = i, SearchId = $"s{i}" }));
        Assert.Equal(0, await metrics.UpdateAsync(CancellationToken.None)); // half-way through the rebuild: wait
        await loop.InsertAsync(Enumerable.Range(4, 2).Select(i => Good with { ExampleNo = i, SearchId = $"other{i}" }));
        Assert.Equal(5, await metrics.UpdateAsync(CancellationToken.None));
        Assert.Equal(5, Assert.Single(await ReadAsync(loop, "all", "all")).Searches);
    }

    private static Task<IReadOnlyList<MetricWindow>> ReadAsync(Loop loop, string? modality, string? cohort) =>
        loop.Get<MetricWindows>().ReadAsync(Good.ServedAt.AddDays(-2), Good.ServedAt.AddDays(2), modality, cohort, CancellationToken.None);
}
