namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Joint estimation of the position biases t+ (clicked) and t- (unclicked) with the ranker: Hu, Wang, Peng and Li, "Unbiased LambdaMART",
/// WWW 2019, equations 28 to 31.</summary>
public sealed record PairwiseDebiasing
{
    /// <summary>The biases are raised to 1/(1+P): 0 is the plain ratio, the paper's best setting; larger values trust them less.</summary>
    public double P { get; init; }

    /// <summary>Positions past this one share its bias.</summary>
    public int MaxPosition { get; init; } = 20;
}
