namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>Configuration section "Features": half-lives as FeatureStore has them, and the priors that rates with little evidence are drawn to.</summary>
public sealed class FeatureOptions
{
    public const string Section = "Features";

    public TimeSpan SlowHalfLife { get; init; } = TimeSpan.FromDays(14);
    public TimeSpan FastHalfLife { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Click-through rate of an item that nobody has seen yet.</summary>
    public double PriorCtr { get; init; } = 0.1;

    /// <summary>Rate of skips, pogo-sticks and basket adds of an item without evidence.</summary>
    public double PriorRate { get; init; } = 0.1;

    /// <summary>How many observations a prior is worth.</summary>
    public double PriorStrength { get; init; } = 10;
}
