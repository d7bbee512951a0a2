namespace FeedbackLoop.Web.Loop;

/// <summary>Estimated probability that a position is examined, as Retraining's GET /api/position-bias tells it; index 0 is position 1.</summary>
public sealed record PositionBiasCurve
{
    public required string Modality { get; init; }
    public required IReadOnlyList<double> Propensities { get; init; }
    public string? Method { get; init; }
    public long Searches { get; init; }
    public DateTimeOffset? EstimatedAt { get; init; }
}
