using FeedbackLoop.Contracts.Features;
using FeedbackLoop.FeatureStore.Counters;
using FsCheck;
using FsCheck.Fluent;

namespace FeedbackLoop.FeatureStore.Tests;

public class DecayedCountersTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromDays(14);
    private static readonly TimeSpan Fast = TimeSpan.FromHours(6);

    [Fact]
    public void After_one_half_life_half_remains()
    {
        var counters = new DecayedCounters(World.Start);
        counters.Add(FeatureCounters.Clicks, 8, World.Start, Slow, Fast);
        counters.Add(FeatureCounters.Skips, 1, World.Start + Fast, Slow, Fast);
        Assert.Equal(4, counters.Fast[FeatureCounters.Clicks], 12);
        Assert.Equal(1, counters.Fast[FeatureCounters.Skips], 12);
        Assert.Equal(8 * Math.Pow(2, -6.0 / (14 * 24)), counters.Slow[FeatureCounters.Clicks], 12);
    }

    [Fact]
    public void The_order_in_which_events_arrive_does_not_change_the_sums() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(0, 1_000_000).ArrayOf().ToArbitrary(), seconds =>
        {
            var (inOrder, reversed) = (new DecayedCounters(World.Start), new DecayedCounters(World.Start));
            foreach (var s in seconds.Order())
            {
                inOrder.Add(FeatureCounters.Clicks, 1, World.Start.AddSeconds(s), Slow, Fast);
            }

            foreach (var s in seconds.OrderDescending())
            {
                reversed.Add(FeatureCounters.Clicks, 1, World.Start.AddSeconds(s), Slow, Fast);
            }

            return inOrder.AsOf == reversed.AsOf
                && Math.Abs(inOrder.Slow[FeatureCounters.Clicks] - reversed.Slow[FeatureCounters.Clicks]) < 1e-9
                && Math.Abs(inOrder.Fast[FeatureCounters.Clicks] - reversed.Fast[FeatureCounters.Clicks]) < 1e-9;
        }));
}
