namespace FeedbackLoop.Retrieval.Adaptation;

/// <summary>One piece of evidence that an item is, or is not, what a query meant.</summary>
public sealed record QueryFeedback
{
    /// <summary>What the person typed; for an item found after rewording, also what was typed first.</summary>
    public required string Query { get; init; }

    /// <summary>The embedder's vector of the query; all zeros when it knows no part of it.</summary>
    public required float[] Vector { get; init; }

    /// <summary>Row of the item among the item vectors given to training.</summary>
    public required int Item { get; init; }

    /// <summary>
    /// How much the evidence counts: a click over its propensity (clipped by the caller), more for a purchase; below zero for
    /// a thumbs-down or a low rating.
    /// </summary>
    public double Weight { get; init; } = 1;
}
