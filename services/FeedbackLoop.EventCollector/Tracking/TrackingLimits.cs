namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>The limits of the Segment HTTP Tracking API, and of what the loop takes for plausible.</summary>
internal static class TrackingLimits
{
    public const int EventBytes = 32 * 1024;
    public const int BatchBytes = 500 * 1024;
    public const int BatchEvents = 2_500;

    public const int IdLength = 256;
    public const int NameLength = 200;
    public const int QueryLength = 2_000;
    public const int Position = 100_000;

    /// <summary>A day: nobody looks at one page longer than that.</summary>
    public const double DwellMs = 86_400_000;
}
