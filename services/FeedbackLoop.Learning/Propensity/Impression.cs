namespace FeedbackLoop.Learning.Propensity;

/// <summary>One result that was shown.</summary>
/// <param name="Query">Which query; equal numbers are the same query text and modality.</param>
/// <param name="Item">Which item.</param>
/// <param name="Position">1-based.</param>
/// <param name="Clicked">Whether it was clicked.</param>
/// <param name="Context">What the propensities may depend on, such as modality x device; 0 when there is one.</param>
public readonly record struct Impression(int Query, int Item, int Position, bool Clicked, int Context = 0);
