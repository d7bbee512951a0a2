namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>What one feature does in a model.</summary>
/// <param name="Feature">Name.</param>
/// <param name="Gain">Sum of the loss reduction of its splits.</param>
/// <param name="Splits">Number of its splits.</param>
public sealed record FeatureImportance(string Feature, double Gain, int Splits);
