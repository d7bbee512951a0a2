namespace FeedbackLoop.Learning.Drift;

/// <summary>When <see cref="DriftMonitor"/> alarms.</summary>
public sealed record DriftMonitorOptions
{
    /// <summary>Chance per window that any quantity is called drifted when none is.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>Smallest population stability index worth acting on.</summary>
    public double LeastIndex { get; init; } = 0.02;

    /// <summary>Windows in a row before the alarm (debounce).</summary>
    public int WindowsInARow { get; init; } = 2;

    /// <summary>Bins per quantity.</summary>
    public int Bins { get; init; } = 10;
}
