namespace FeedbackLoop.Retraining.Metrics;

public sealed class MetricOptions
{
    /// <summary>Length of a window.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long after its end a window still waits for searches to close before a trigger trusts it.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Searches counted per transaction.</summary>
    public int BatchSize { get; set; } = 2000;

    /// <summary>Smallest propensity that is believed when clicks are turned into preferences.</summary>
    public double PropensityFloor { get; set; } = 0.05;
}
