namespace FeedbackLoop.Retraining.Triggers;

/// <summary>When a training run starts by itself. A rule that is null or 0 is off.</summary>
public sealed class TriggerOptions
{
    /// <summary>Pairwise accuracy below this, <see cref="AccuracyWindows"/> windows running, starts a run.</summary>
    public double? Accuracy { get; set; } = 0.92;
    public int AccuracyWindows { get; set; } = 3;

    /// <summary>Windows with less weight of preference pairs say nothing: they neither count as bad nor as good.</summary>
    public double AccuracyMinimumPairs { get; set; } = 200;

    /// <summary>So many new examples since the last run start one.</summary>
    public int NewExamples { get; set; } = 5000;

    /// <summary>So long after the last run the next one starts.</summary>
    public TimeSpan? Schedule { get; set; } = TimeSpan.FromDays(7);

    /// <summary>So many drift looks running that found drift start a run.</summary>
    public int DriftLooks { get; set; } = 3;

    /// <summary>Shortest time between the starts of two runs, except by hand.</summary>
    public TimeSpan MinimumPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Fewest examples with feedback that a run is worth, except by hand.</summary>
    public int MinimumExamples { get; set; } = 500;
}
