namespace FeedbackLoop.Retraining.Runs;

/// <summary>Another process has taken this run over; this one must write nothing more.</summary>
public sealed class RunLostException(long runId) : Exception($"Run {runId} belongs to another process now.");
