namespace FeedbackLoop.Learning.Counterfactual;

/// <summary>Whether logged data can say anything about a policy.</summary>
/// <param name="Count">Logged decisions.</param>
/// <param name="EffectiveSampleSize">(Σw)²/Σw² (Kish).</param>
/// <param name="MaxWeightShare">Share of the heaviest decision in all weight.</param>
/// <param name="MeanWeight">Near 1 when the propensities are right and the support is complete.</param>
/// <param name="ShareWithoutSupport">Share of the new policy's choices that the logging policy could never have made, as the caller knows it.</param>
public sealed record SupportDiagnostics(int Count, double EffectiveSampleSize, double MaxWeightShare, double MeanWeight, double ShareWithoutSupport)
{
    /// <summary>Why no verdict should be built on the estimate, or null when it can carry one.</summary>
    /// <param name="leastEffective">Least effective sample size.</param>
    public string? Refusal(double leastEffective = 100)
    {
        if (EffectiveSampleSize < leastEffective)
        {
            return $"The effective sample size is {EffectiveSampleSize:F0} of {Count}; {leastEffective:F0} are needed.";
        }
        if (MaxWeightShare > 0.1)
        {
            return $"One decision carries {MaxWeightShare:P0} of all weight.";
        }
        if (ShareWithoutSupport > 0.1)
        {
            return $"{ShareWithoutSupport:P0} of the new policy's choices were never made by the old one.";
        }
        // The mean weight has standard error of about 1/sqrt(effective sample size).
        double tolerance = Math.Max(0.1, 4 / Math.Sqrt(EffectiveSampleSize));
        return Math.Abs(MeanWeight - (1 - ShareWithoutSupport)) > tolerance ? $"The weights' mean is {MeanWeight:F2} instead of {1 - ShareWithoutSupport:F2}: the logged propensities are wrong." : null;
    }
}
