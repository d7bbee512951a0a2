namespace FeedbackLoop.Learning.Counterfactual;

/// <summary>An estimate of a policy's value with its standard error.</summary>
/// <param name="Value">Estimated mean reward.</param>
/// <param name="StandardError">Of the estimate.</param>
public readonly record struct OffPolicyEstimate(double Value, double StandardError);
