using FeedbackLoop.Learning.Trust;

namespace FeedbackLoop.FeatureStore;

/// <summary>Configuration section "Features".</summary>
public sealed class FeatureStoreOptions
{
    public const string Section = "Features";

    /// <summary>A search is closed, and becomes a training example, when nothing was heard of it for this long by the log's own time.</summary>
    public TimeSpan CloseAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Half-life of the slow counters.</summary>
    public TimeSpan SlowHalfLife { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Half-life of the fast counters.</summary>
    public TimeSpan FastHalfLife { get; set; } = TimeSpan.FromHours(6);

    /// <summary>A click whose dwell is shorter is a pogo-stick.</summary>
    public TimeSpan PogoUnder { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most events that are counted in one transaction.</summary>
    public int BatchSize { get; set; } = 1000;

    /// <summary>How long feedback waits for the search that it names before it is dropped.</summary>
    public TimeSpan EarlyFeedbackWaits { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often it is looked whether an idle log needs a tick to close searches.</summary>
    public TimeSpan TickInterval { get; set; } = TimeSpan.FromSeconds(1);

    public TrustLimits Trust { get; set; } = new();
}
