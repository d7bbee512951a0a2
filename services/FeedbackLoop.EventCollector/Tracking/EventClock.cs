namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>When an event happened, by our clock.</summary>
internal static class EventClock
{
    /// <summary>
    /// Segment's correction: the sender's clock may be wrong, but the time between <c>timestamp</c> and <c>sentAt</c> is right, so the event happened
    /// receivedAt - (sentAt - timestamp). Never after it was received.
    /// </summary>
    public static DateTimeOffset Correct(DateTimeOffset? original, DateTimeOffset? sentAt, DateTimeOffset receivedAt)
    {
        if (original is not { } happened)
        {
            return receivedAt;
        }

        // Ticks, because differences between absurd times leave the range of DateTimeOffset.
        var ticks = sentAt is { } sent ? receivedAt.UtcTicks - (sent.UtcTicks - happened.UtcTicks) : happened.UtcTicks;
        return new(Math.Clamp(ticks, DateTimeOffset.UnixEpoch.UtcTicks, receivedAt.UtcTicks), TimeSpan.Zero);
    }
}
