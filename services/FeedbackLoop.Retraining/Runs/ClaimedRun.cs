namespace FeedbackLoop.Retraining.Runs;

/// <summary>A run that this process works on.</summary>
public sealed record ClaimedRun(long Id, string Trigger, string Owner);
