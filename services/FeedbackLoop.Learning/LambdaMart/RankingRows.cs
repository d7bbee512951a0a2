namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Raw ranking data before binning: <c>n</c> rows of <c>F</c> floats, grouped by query, each with a label.</summary>
public sealed record RankingRows
{
    /// <summary>Row-major n x F feature values; NaN is missing. For a categorical feature: a whole number from 0 on.</summary>
    public required float[] Values { get; init; }

    /// <summary>F, the number of features per row.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>Rows of each query, in order; sums to n.</summary>
    public required int[] GroupSizes { get; init; }

    /// <summary>One label per row: a grade, a click or an estimated relevance; not negative.</summary>
    public required float[] Labels { get; init; }

    /// <summary>Further guesses at the labels, such as draws from what clicks tell of them: tree after tree learns from the next, in turns. Null: every tree
    /// learns from <see cref="Labels"/>, which also judge validation data.</summary>
    public IReadOnlyList<float[]>? LabelDraws { get; init; }

    /// <summary>Weight of a pair by its preferred row, such as 1/propensity of the clicked document; null is 1.</summary>
    public float[]? Weights { get; init; }

    /// <summary>Weight of each query, such as how many equal sessions it stands for; null is 1.</summary>
    public float[]? QueryWeights { get; init; }

    /// <summary>1-based position at which each row was shown; needed by <see cref="PairwiseDebiasing"/>; null is unknown.</summary>
    public int[]? Positions { get; init; }

    /// <summary>Name of each feature; null names them f0, f1, …</summary>
    public IReadOnlyList<string>? FeatureNames { get; init; }

    /// <summary>Which features are categories; null is none.</summary>
    public IReadOnlyList<bool>? Categorical { get; init; }

    /// <summary>Number of rows.</summary>
    public int RowCount => Labels.Length;

    /// <summary>Throws <see cref="ArgumentException"/> naming the first field that does not fit the others.</summary>
    public void Validate()
    {
        Require(FeatureCount >= 1, nameof(FeatureCount), "must be at least 1");
        Require(Labels.Length >= 1, nameof(Labels), "holds no rows");
        Require(Values.LongLength == (long)RowCount * FeatureCount, nameof(Values), $"holds {Values.LongLength} values, but {RowCount} rows x {FeatureCount} features need {(long)RowCount * FeatureCount}");
        Require(GroupSizes.All(size => size >= 1), nameof(GroupSizes), "holds an empty query");
        long grouped = GroupSizes.Sum(size => (long)size);
        Require(grouped == RowCount, nameof(GroupSizes), $"covers {grouped} rows of {RowCount}");
        int bad = Array.FindIndex(Labels, label => !(label >= 0) || float.IsInfinity(label));
        Require(bad < 0, nameof(Labels), $"holds a negative or not finite label at row {bad}");
        Require(LabelDraws is null || (LabelDraws.Count > 0 && LabelDraws.All(draw => draw.Length == RowCount && Array.TrueForAll(draw, label => label >= 0 && float.IsFinite(label)))), nameof(LabelDraws), "must hold one finite label, not negative, per row");
        Require(Weights is null || Weights.Length == RowCount, nameof(Weights), "must hold one weight per row");
        Require(Weights is null || Array.TrueForAll(Weights, w => w >= 0 && float.IsFinite(w)), nameof(Weights), "must be finite and not negative");
        Require(QueryWeights is null || QueryWeights.Length == GroupSizes.Length, nameof(QueryWeights), "must hold one weight per query");
        Require(QueryWeights is null || Array.TrueForAll(QueryWeights, w => w >= 0 && float.IsFinite(w)), nameof(QueryWeights), "must be finite and not negative");
        Require(Positions is null || Positions.Length == RowCount, nameof(Positions), "must hold one position per row");
        Require(Positions is null || Array.TrueForAll(Positions, p => p >= 1), nameof(Positions), "must start at 1");
        Require(FeatureNames is null || FeatureNames.Count == FeatureCount, nameof(FeatureNames), "must hold one name per feature");
        Require(Categorical is null || Categorical.Count == FeatureCount, nameof(Categorical), "must hold one flag per feature");
    }

    private static void Require(bool holds, string field, string problem)
    {
        if (!holds)
        {
            throw new ArgumentException($"{field} {problem}.", field);
        }
    }
}
