namespace FeedbackLoop.Learning.Counterfactual;

/// <summary>One logged decision with what the new policy thinks of it.</summary>
/// <param name="Reward">What came of it, such as a click.</param>
/// <param name="LoggedPropensity">Chance with which the logging policy chose it; above 0.</param>
/// <param name="TargetPropensity">Chance with which the new policy would have.</param>
/// <param name="PredictedReward">Reward model's prediction for the logged action; 0 without a model.</param>
/// <param name="PredictedTargetValue">Reward model's prediction for the new policy here: its mean over the new policy's actions.</param>
public readonly record struct LoggedAction(double Reward, double LoggedPropensity, double TargetPropensity, double PredictedReward = 0, double PredictedTargetValue = 0);
