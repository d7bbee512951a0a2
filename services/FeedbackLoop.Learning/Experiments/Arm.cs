namespace FeedbackLoop.Learning.Experiments;

/// <summary>One arm of an experiment and its share of the experiment's traffic.</summary>
/// <param name="Name">Name, such as <c>champion</c>.</param>
/// <param name="Share">Above 0; shares are relative to each other.</param>
public sealed record Arm(string Name, double Share);
