namespace FeedbackLoop.Retraining.Runs;

/// <summary>How a run ended.</summary>
public sealed record RunOutcome
{
    public required string State { get; init; }
    public required string Stage { get; init; }
    public string? ModelVersion { get; init; }
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
    public string? Error { get; init; }
}
