namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Where a training run stands.</summary>
/// <param name="Tree">Trees grown so far.</param>
/// <param name="Trees">Trees wanted.</param>
/// <param name="ValidationNdcg">NDCG on the validation data after this tree, or null without such data.</param>
public readonly record struct TrainingProgress(int Tree, int Trees, double? ValidationNdcg);
