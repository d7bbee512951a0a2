using FeedbackLoop.EventCollector.Tracking;

namespace FeedbackLoop.EventCollector.Tests;

public sealed class EventClockTests
{
    private static readonly DateTimeOffset Received = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData(-60.0, null, -60)] // no sentAt: the sender's clock is all there is
    [InlineData(-60.0, -50.0, -10)] // took 50 s to arrive, or the clock is 50 s slow: 10 s passed before it was sent
    [InlineData(3600.0, 3605.0, -5)] // an hour ahead
    [InlineData(30.0, 20.0, 0)] // happened after it was sent: impossible, so now
    [InlineData(60.0, null, 0)] // the future: now
    public void The_time_between_event_and_sending_is_what_counts(double? happened, double? sent, double expected)
    {
        var corrected = EventClock.Correct(After(happened), After(sent), Received);
        Assert.Equal(Received.AddSeconds(expected), corrected);
    }

    [Fact]
    public void Absurd_times_stay_within_what_can_be_stored()
    {
        Assert.Equal(DateTimeOffset.UnixEpoch, EventClock.Correct(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Received));
        Assert.Equal(Received, EventClock.Correct(DateTimeOffset.MaxValue, DateTimeOffset.MinValue, Received));
    }

    private static DateTimeOffset? After(double? seconds) => seconds is { } value ? Received.AddSeconds(value) : null;
}
