namespace FeedbackLoop.Learning.Statistics;

/// <summary>Count, mean and variance of a stream in one pass (Welford 1962); two can be merged (Chan et al. 1979). An immutable value.</summary>
/// <param name="Count">Observations.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="SumSquares">Sum of squared deviations from the mean.</param>
public readonly record struct RunningMoments(double Count, double Mean, double SumSquares)
{
    /// <summary>Unbiased variance; 0 below two observations.</summary>
    public double Variance => Count > 1 ? SumSquares / (Count - 1) : 0;

    /// <summary>With one more observation.</summary>
    public RunningMoments Add(double value)
    {
        double count = Count + 1, delta = value - Mean, mean = Mean + (delta / count);
        return new(count, mean, SumSquares + (delta * (value - mean)));
    }

    /// <summary>With all observations of another.</summary>
    public RunningMoments Merge(RunningMoments other)
    {
        if (other.Count == 0 || Count == 0)
        {
            return Count == 0 ? other : this;
        }
        double count = Count + other.Count, delta = other.Mean - Mean;
        return new(count, Mean + (delta * other.Count / count), SumSquares + other.SumSquares + (delta * delta * Count * other.Count / count));
    }

    /// <summary>Moments of values with the given sums, as a database aggregates them.</summary>
    public static RunningMoments FromSums(double count, double sum, double sumOfSquares) =>
        count <= 0 ? default : new(count, sum / count, Math.Max(0, sumOfSquares - (sum * sum / count)));
}
