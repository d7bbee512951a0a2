namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>Configuration section <c>Collector</c>.</summary>
internal sealed class CollectorOptions
{
    /// <summary>Bodies held in memory at once, in bytes; requests beyond it are told to come back. Every waiting sender holds its body until the commit.</summary>
    public long BytesInFlight { get; set; } = 256L * 1024 * 1024;

    /// <summary>How many refused events are kept; the oldest go first.</summary>
    public int RefusedKept { get; set; } = 100_000;

    /// <summary>Origins whose pages may send events; empty: all. The write key, not the origin, is what lets a sender in.</summary>
    public string[] AllowedOrigins { get; set; } = [];
}
