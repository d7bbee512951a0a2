namespace FeedbackLoop.Retrieval.Index;

/// <summary>How near two vectors are; a higher score is always nearer.</summary>
public enum VectorMetric
{
    /// <summary>Cosine of the angle: vectors are brought to unit length when they come in.</summary>
    Cosine,

    /// <summary>Inner product.</summary>
    Dot,

    /// <summary>Euclidean; the score is the negative squared distance.</summary>
    L2,
}
