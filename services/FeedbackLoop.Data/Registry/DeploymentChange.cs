namespace FeedbackLoop.Data.Registry;

/// <summary>A change of a champion that is being watched.</summary>
public sealed record DeploymentChange
{
    public required long Id { get; init; }

    /// <summary>One of <see cref="ModelKind"/>.</summary>
    public required string Kind { get; init; }
    public required DateTimeOffset At { get; init; }
    public string? FromVersion { get; init; }
    public required string ToVersion { get; init; }
    public long? ExperimentId { get; init; }
    public required DateTimeOffset WatchUntil { get; init; }
    public required string BaselineJson { get; init; }
}
