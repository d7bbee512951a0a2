namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>A score taken apart: <see cref="Base"/> plus all contributions is the score.</summary>
/// <param name="Base">Mean score over the training rows.</param>
/// <param name="Contributions">One per feature, in column order.</param>
public sealed record Explanation(double Base, IReadOnlyList<FeatureContribution> Contributions);

/// <summary>One feature's share of a score.</summary>
/// <param name="Feature">Name.</param>
/// <param name="Value">The row's value.</param>
/// <param name="Contribution">Shapley value: by how much it moved the score.</param>
public sealed record FeatureContribution(string Feature, float Value, double Contribution);
