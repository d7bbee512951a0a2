namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>Answer to a batch of which some events were refused. Success, because repeating the batch would change nothing.</summary>
public sealed record PartlyAccepted(bool Success, IReadOnlyList<Refusal> Refused);
