using FeedbackLoop.Contracts.Events;
using FeedbackLoop.FeatureStore.Feedback;

namespace FeedbackLoop.FeatureStore.Tests;

public class ImplicitSignalsTests
{
    private static readonly DateTime T0 = World.Start.UtcDateTime;

    [Fact]
    public void What_stands_above_a_click_and_was_not_clicked_is_skipped()
    {
        var search = Search(5);
        Click(search, 1, 0, dwellMs: 8000);
        Click(search, 3, 20, dwellMs: 8000);
        var signals = ImplicitSignals.Of(search, TimeSpan.FromSeconds(5));
        Assert.Equal([true, false, true, false, false], signals.Skipped);
        Assert.Equal([true, true, true, true, false], signals.Seen);
        Assert.False(signals.Abandoned);
    }

    [Fact]
    public void A_short_dwell_is_a_pogo_stick_unless_the_item_was_taken()
    {
        var search = Search(3);
        Click(search, 0, 0, dwellMs: 4999);
        Click(search, 1, 10, dwellMs: 5000);
        Click(search, 2, 20, dwellMs: 1000);
        search.Added[2] = true;
        var signals = ImplicitSignals.Of(search, TimeSpan.FromSeconds(5));
        Assert.Equal([true, false, false], signals.Pogo);
        Assert.Equal([0, 1, 3], signals.Grade);
    }

    [Fact]
    public void A_dwell_that_nobody_reported_ends_at_the_next_click()
    {
        var search = Search(3);
        Click(search, 0, 0, SearchState.UnknownDwell);
        Click(search, 2, 3, SearchState.UnknownDwell);
        var signals = ImplicitSignals.Of(search, TimeSpan.FromSeconds(5));
        Assert.Equal([3000, SearchState.UnknownDwell, SearchState.UnknownDwell], signals.DwellMs);
        Assert.Equal([true, false, false], signals.Pogo);
    }

    [Fact]
    public void Grades_follow_the_strongest_signal_and_a_rating_outweighs_a_click()
    {
        var search = Search(7);
        Click(search, 0, 0, dwellMs: 30_000);
        Click(search, 1, 40, dwellMs: 10_000);
        Click(search, 2, 60, dwellMs: 9_999);
        Click(search, 3, 80, dwellMs: 60_000);
        search.Rating[3] = -1;
        search.Rating[4] = 1;
        search.Ordered[5] = true;
        Assert.Equal([3, 2, 1, 0, 4, 4, 0], ImplicitSignals.Of(search, TimeSpan.FromSeconds(5)).Grade);
    }

    [Fact]
    public void A_search_with_results_and_no_answer_to_them_is_abandoned_and_one_without_results_is_not()
    {
        Assert.True(ImplicitSignals.Of(Search(4), TimeSpan.FromSeconds(5)).Abandoned);
        Assert.False(ImplicitSignals.Of(Search(0), TimeSpan.FromSeconds(5)).Abandoned);
        var rated = Search(4);
        rated.Rating[1] = -1;
        Assert.False(ImplicitSignals.Of(rated, TimeSpan.FromSeconds(5)).Abandoned);
    }

    private static SearchState Search(int items)
    {
        var world = new World();
        var logged = world.Served("s", "p", World.Start, [.. Enumerable.Range(0, items).Select(i => $"i{i}")]);
        return SearchState.Of(FeedbackEventReader.Read(logged)!.Served!, World.Start);
    }

    private static void Click(SearchState search, int i, int second, int dwellMs)
    {
        search.ClickAt[i] = T0.AddSeconds(second);
        search.DwellMs[i] = dwellMs;
    }
}
