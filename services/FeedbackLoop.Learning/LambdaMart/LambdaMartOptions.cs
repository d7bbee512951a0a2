namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Everything that decides what <see cref="LambdaMartTrainer"/> learns from a data set. Two runs with equal options and data give
/// bit-identical models, whatever <see cref="Threads"/> is.</summary>
public sealed record LambdaMartOptions
{
    /// <summary>Boosting rounds: the most trees that are grown.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Most leaves of one tree; trees grow leaf-wise, best gain first.</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Most splits between the root and a leaf; 0 is unlimited.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Shrinkage of each tree.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Least rows in a leaf. Counted through the hessian as LightGBM does: rows times the leaf's share of its parent's hessian.</summary>
    public int MinDataInLeaf { get; init; } = 20;

    /// <summary>Least sum of hessians in a leaf.</summary>
    public double MinHessianInLeaf { get; init; } = 1e-3;

    /// <summary>Least gain that a split must bring.</summary>
    public double MinGain { get; init; }

    /// <summary>L1 penalty on leaf values.</summary>
    public double L1 { get; init; }

    /// <summary>L2 penalty on leaf values.</summary>
    public double L2 { get; init; }

    /// <summary>Share of the features that each tree may use.</summary>
    public double FeatureFraction { get; init; } = 1;

    /// <summary>Share of the queries that each bag holds. Whole queries are drawn, because a pair needs both of its documents.</summary>
    public double BaggingFraction { get; init; } = 1;

    /// <summary>A new bag is drawn every so many trees; 0 is no bagging.</summary>
    public int BaggingFrequency { get; init; }

    /// <summary>What the pairs' swaps are worth.</summary>
    public RankingObjective Objective { get; init; } = RankingObjective.Ndcg;

    /// <summary>Pairs whose better-placed document is below this rank are left out (and the ideal DCG is cut there).</summary>
    public int Truncation { get; init; } = 30;

    /// <summary>Steepness of the pair's logistic.</summary>
    public double Sigmoid { get; init; } = 1;

    /// <summary>Normalises lambdas by the score distance and per query, so that a query with many pairs does not drown the others.</summary>
    public bool NormalizeLambdas { get; init; } = true;

    /// <summary>How a label becomes a gain.</summary>
    public LabelGain Gain { get; init; } = LabelGain.Exponential;

    /// <summary>Per feature +1 (score may only rise with it), -1 (only fall) or 0. Null is no constraint.</summary>
    public IReadOnlyList<int>? Monotone { get; init; }

    /// <summary>Stops when the validation NDCG has not risen for so many trees, and keeps the best length; 0 is off.</summary>
    public int EarlyStoppingRounds { get; init; }

    /// <summary>Cut-off of the validation NDCG.</summary>
    public int ValidationCutoff { get; init; } = 10;

    /// <summary>When set, propensities are learnt together with the ranker (Unbiased LambdaMART) from <see cref="RankingRows.Positions"/>.</summary>
    public PairwiseDebiasing? Debiasing { get; init; }

    /// <summary>Seed of bagging and feature sampling.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Worker threads; 0 is one per processor. Does not change the result.</summary>
    public int Threads { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> naming the first option that makes no sense.</summary>
    public void Validate(int featureCount)
    {
        Require(Trees >= 1, nameof(Trees), "must be at least 1");
        Require(Leaves is >= 2 and <= 4096, nameof(Leaves), "must be between 2 and 4096");
        Require(MaxDepth >= 0, nameof(MaxDepth), "must not be negative");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), "must be above 0 and at most 1");
        Require(MinDataInLeaf >= 0, nameof(MinDataInLeaf), "must not be negative");
        Require(MinHessianInLeaf >= 0, nameof(MinHessianInLeaf), "must not be negative");
        Require(MinGain >= 0, nameof(MinGain), "must not be negative");
        Require(L1 >= 0, nameof(L1), "must not be negative");
        Require(L2 >= 0, nameof(L2), "must not be negative");
        Require(FeatureFraction is > 0 and <= 1, nameof(FeatureFraction), "must be above 0 and at most 1");
        Require(BaggingFraction is > 0 and <= 1, nameof(BaggingFraction), "must be above 0 and at most 1");
        Require(BaggingFrequency >= 0, nameof(BaggingFrequency), "must not be negative");
        Require(Truncation >= 1, nameof(Truncation), "must be at least 1");
        Require(Sigmoid > 0, nameof(Sigmoid), "must be above 0");
        Require(EarlyStoppingRounds >= 0, nameof(EarlyStoppingRounds), "must not be negative");
        Require(ValidationCutoff >= 1, nameof(ValidationCutoff), "must be at least 1");
        Require(Threads >= 0, nameof(Threads), "must not be negative");
        Require(Monotone is null || Monotone.Count == featureCount, nameof(Monotone), $"must hold one entry for each of the {featureCount} features");
    }

    private static void Require(bool holds, string option, string rule)
    {
        if (!holds)
        {
            throw new ArgumentException($"{option} {rule}.", option);
        }
    }
}
