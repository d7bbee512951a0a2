using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Retraining.Triggers;

namespace FeedbackLoop.Retraining.Tests;

public sealed class TriggerRulesTests
{
    private static readonly DateTimeOffset Day0 = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TriggerFacts Facts = new()
    {
        Now = Day0.AddDays(30),
        LastRunAt = null,
        FirstExampleAt = Day0,
        ChampionSince = null,
        Examples = 10_000,
        ExamplesSinceLastRun = 0,
        RunPending = false,
        Undecided = null,
        Windows = [],
        DriftLooks = [],
    };

    private static readonly TriggerOptions Options = new() { Schedule = null };

    [Theory]
    [InlineData(new[] { 0.91, 0.90, 0.89 }, true)]
    [InlineData(new[] { 0.95, 0.91, 0.90, 0.89 }, true)]
    [InlineData(new[] { 0.90, 0.89 }, false)]            // two are not three
    [InlineData(new[] { 0.90, 0.92, 0.89, 0.88 }, false)] // exactly the threshold is not under it, and breaks the row
    [InlineData(new[] { 0.89, 0.88, 0.87, 0.95 }, false)] // over again
    public void Accuracy_fires_after_three_windows_running_under_the_threshold(double[] accuracies, bool fires) =>
        Assert.Equal(fires, Fired(Facts with { Windows = [.. accuracies.Select((accuracy, day) => Window(day, accuracy))] }, "accuracy"));

    [Fact]
    public void A_day_without_data_breaks_the_row() =>
        Assert.False(Fired(Facts with { Windows = [Window(0, 0.8), Window(1, 0.8), Window(3, 0.8)] }, "accuracy"));

    [Fact]
    public void Windows_with_too_few_pairs_do_not_count() =>
        Assert.False(Fired(Facts with { Windows = [Window(0, 0.8), Window(1, 0.8, pairs: 10), Window(2, 0.8)] }, "accuracy"));

    [Fact]
    public void Windows_that_led_to_a_run_do_not_lead_to_another()
    {
        var windows = new[] { Window(0, 0.8), Window(1, 0.8), Window(2, 0.8), Window(3, 0.8), Window(4, 0.8), Window(5, 0.8) };
        Assert.False(Fired(Facts with { LastRunAt = Day0.AddDays(3).AddMinutes(5), Windows = windows }, "accuracy"));
        Assert.True(Fired(Facts with { LastRunAt = Day0.AddDays(3), Windows = windows }, "accuracy"));
        Assert.False(Fired(Facts with { ChampionSince = Day0.AddDays(4), Windows = windows }, "accuracy"));
    }

    [Theory]
    [InlineData(4999, false)]
    [InlineData(5000, true)]
    public void Examples_fire_at_their_number(long since, bool fires) =>
        Assert.Equal(fires, Fired(Facts with { ExamplesSinceLastRun = since }, "examples"));

    [Fact]
    public void Drift_fires_after_looks_running()
    {
        IReadOnlyList<string> drifted = ["item_ctr"], still = [];
        Assert.True(Fired(Facts with { DriftLooks = [drifted, drifted, drifted] }, "drift"));
        Assert.False(Fired(Facts with { DriftLooks = [drifted, still, drifted, drifted] }, "drift"));
    }

    [Fact]
    public void The_schedule_counts_from_the_last_run_and_before_that_from_the_first_example()
    {
        var weekly = new TriggerOptions { Schedule = TimeSpan.FromDays(7) };
        Assert.True(Fired(Facts with { Now = Day0.AddDays(7) }, "schedule", weekly));
        Assert.False(Fired(Facts with { Now = Day0.AddDays(7), LastRunAt = Day0.AddDays(1) }, "schedule", weekly));
        Assert.False(Fired(Facts with { FirstExampleAt = null }, "schedule", weekly));
    }

    [Fact]
    public void Nothing_runs_while_something_is_under_way_or_too_soon()
    {
        Assert.Null(TriggerRules.Hold(Facts, Options));
        Assert.NotNull(TriggerRules.Hold(Facts with { RunPending = true }, Options));
        Assert.NotNull(TriggerRules.Hold(Facts with { Undecided = "ranker-1" }, Options));
        Assert.NotNull(TriggerRules.Hold(Facts with { Examples = 499 }, Options));
        Assert.NotNull(TriggerRules.Hold(Facts with { LastRunAt = Facts.Now.AddMinutes(-59) }, Options));
        Assert.Null(TriggerRules.Hold(Facts with { LastRunAt = Facts.Now.AddMinutes(-60) }, Options));
    }

    private static bool Fired(TriggerFacts facts, string trigger, TriggerOptions? options = null) =>
        TriggerRules.Evaluate(facts, options ?? Options).Single(verdict => verdict.Trigger == trigger).Fired;

    private static (MetricWindow, double) Window(int day, double accuracy, double pairs = 1000) => (new MetricWindow
    {
        From = Day0.AddDays(day),
        To = Day0.AddDays(day + 1),
        Modality = "all",
        Cohort = "all",
        Searches = 100,
        Impressions = 1000,
        Clicks = 100,
        PairwiseAccuracy = accuracy,
    }, pairs);
}
