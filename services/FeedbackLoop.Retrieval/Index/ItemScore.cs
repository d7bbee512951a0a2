namespace FeedbackLoop.Retrieval.Index;

/// <summary>How the scores of an item's vectors become the item's.</summary>
public enum ItemScore
{
    /// <summary>The best of them counts.</summary>
    Best,

    /// <summary>They are added. Not for <see cref="VectorMetric.L2"/>.</summary>
    Sum,
}
