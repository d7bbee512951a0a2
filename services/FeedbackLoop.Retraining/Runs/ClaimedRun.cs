namespace FeedbackLoop.Retraining.Runs;

/// <summary>A run that this process works on.</summary>
/// <param name="Kind">What it makes: a ranker or a query adapter.</param>
/// <param name="Trainer">The trainer that was asked for; null: the configured one.</param>
public sealed record ClaimedRun(long Id, string Kind, string Trigger, string Owner, string? Trainer);
