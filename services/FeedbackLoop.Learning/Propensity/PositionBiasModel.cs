namespace FeedbackLoop.Learning.Propensity;

/// <summary>Position-based model: a result is clicked when it is examined, with a chance that depends on its position only, and is attractive. Propensities
/// are relative to position 1. With trust bias (Agarwal et al., WWW 2019): P(click | k, relevance r) = p_k (ε+_k r + ε-_k (1 - r)).</summary>
public sealed record PositionBiasModel
{
    /// <summary>p_k / p_1 for k = 1, 2, …; positions past the end take the last value.</summary>
    public required IReadOnlyList<double> Propensities { get; init; }

    /// <summary>Standard error of each propensity over the propensity, where the estimator knows it; infinite where nothing links a position to the first.</summary>
    public IReadOnlyList<double>? RelativeErrors { get; init; }

    /// <summary>Click chance of an examined relevant result per position; null is 1.</summary>
    public IReadOnlyList<double>? RelevantClick { get; init; }

    /// <summary>Click chance of an examined irrelevant result per position; null is 0.</summary>
    public IReadOnlyList<double>? IrrelevantClick { get; init; }

    /// <summary>Propensities below this count as this: bounds the weight of one click at 1/Clip (Ionides 2008).</summary>
    public double Clip { get; init; } = 0.02;

    /// <summary>Every position is seen alike: the model of whoever knows nothing.</summary>
    public static PositionBiasModel None { get; } = new() { Propensities = [1.0] };

    /// <summary>p_k ∝ 1/k^η, the usual first guess before any estimate.</summary>
    public static PositionBiasModel Reciprocal(int positions, double eta = 1) =>
        new() { Propensities = [.. Enumerable.Range(1, positions).Select(k => Math.Pow(k, -eta))] };

    /// <summary>Clipped propensity of a 1-based position.</summary>
    public double Propensity(int position) => Math.Max(At(Propensities, position), Clip);

    /// <summary>Weight of a click at a 1-based position: 1/propensity.</summary>
    public double InverseWeight(int position) => 1 / Propensity(position);

    /// <summary>Slope α and intercept β of the click chance in relevance, P(click) = α r + β (Vardasbi et al. 2020).</summary>
    public (double Alpha, double Beta) Affine(int position)
    {
        double p = Propensity(position), high = RelevantClick is null ? 1 : At(RelevantClick, position), low = IrrelevantClick is null ? 0 : At(IrrelevantClick, position);
        return (p * (high - low), p * low);
    }

    private static double At(IReadOnlyList<double> values, int position)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(position, 1);
        return values[Math.Min(position, values.Count) - 1];
    }
}
