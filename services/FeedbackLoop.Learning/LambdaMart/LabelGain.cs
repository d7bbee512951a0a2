namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>How a label becomes a gain.</summary>
public enum LabelGain
{
    /// <summary>2^label - 1, for graded judgements.</summary>
    Exponential,

    /// <summary>The label itself, for estimated relevance.</summary>
    Linear,
}
