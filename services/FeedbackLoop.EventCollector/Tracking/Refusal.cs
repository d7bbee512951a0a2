namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>One event of a batch that was not kept.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Field">What is wrong with it, as a path from the body.</param>
public sealed record Refusal(int Index, string Field, string Reason);
