namespace FeedbackLoop.Retraining.Drift;

/// <summary>How it is tested whether what is served and answered has moved away from what the champion learned from.</summary>
public sealed class DriftOptions
{
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Searches on each side of the comparison.</summary>
    public int Sample { get; set; } = 2000;

    /// <summary>With fewer on either side nothing is tested.</summary>
    public int MinimumSample { get; set; } = 500;

    /// <summary>A population stability index below this is never called drift, however sure it is.</summary>
    public double Threshold { get; set; } = 0.2;

    /// <summary>Chance of calling drift in one look where there is none, over all subjects together.</summary>
    public double Alpha { get; set; } = 0.01;
}
