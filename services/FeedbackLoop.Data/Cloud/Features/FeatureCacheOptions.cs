namespace FeedbackLoop.Data.Features;

/// <summary>Configuration section <c>FeatureCache</c>.</summary>
public sealed class FeatureCacheOptions
{
    public const string Section = "FeatureCache";

    /// <summary>How long a search waits for the cache.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long the cache is left alone after it has failed several times in a row.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the cache is filled anew. What is in it expires after twice this time.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long the cache is believed when whoever fills it is not heard of.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the table is looked at for changes.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(250);
}
