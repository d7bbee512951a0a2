namespace FeedbackLoop.Retraining.Triggers;

/// <summary>What one rule says.</summary>
/// <param name="Trigger">accuracy, drift, examples or schedule.</param>
/// <param name="Fired">Whether it wants a run.</param>
/// <param name="Sentence">Why, with the numbers.</param>
public sealed record TriggerVerdict(string Trigger, bool Fired, string Sentence);
