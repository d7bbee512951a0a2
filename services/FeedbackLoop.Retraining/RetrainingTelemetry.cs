using System.Diagnostics;

namespace FeedbackLoop.Retraining;

/// <summary>The loop's traces.</summary>
public static class RetrainingTelemetry
{
    public static readonly ActivitySource Source = new("FeedbackLoop.Retraining");
}
