namespace FeedbackLoop.FeatureStore.Feedback;

/// <summary>FeatureStore's own state between batches.</summary>
public sealed class StoreState
{
    /// <summary>The newest time of receipt that was counted.</summary>
    public required DateTimeOffset LogTime { get; set; }
    public required long NextExample { get; set; }
    public required long EventsCounted { get; set; }
}
