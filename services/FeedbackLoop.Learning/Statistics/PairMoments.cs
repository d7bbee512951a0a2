namespace FeedbackLoop.Learning.Statistics;

/// <summary>Means, variances and covariance of pairs (x, y) in one pass. An immutable value.</summary>
/// <param name="Count">Pairs.</param>
/// <param name="MeanX">Mean of x.</param>
/// <param name="MeanY">Mean of y.</param>
/// <param name="SumXX">Sum of squared deviations of x.</param>
/// <param name="SumYY">Sum of squared deviations of y.</param>
/// <param name="SumXY">Sum of products of deviations.</param>
public readonly record struct PairMoments(double Count, double MeanX, double MeanY, double SumXX, double SumYY, double SumXY)
{
    /// <summary>Unbiased variance of x.</summary>
    public double VarianceX => Count > 1 ? SumXX / (Count - 1) : 0;

    /// <summary>Unbiased variance of y.</summary>
    public double VarianceY => Count > 1 ? SumYY / (Count - 1) : 0;

    /// <summary>Unbiased covariance.</summary>
    public double Covariance => Count > 1 ? SumXY / (Count - 1) : 0;

    /// <summary>With one more pair.</summary>
    public PairMoments Add(double x, double y)
    {
        double count = Count + 1, dx = x - MeanX, dy = y - MeanY, meanX = MeanX + (dx / count), meanY = MeanY + (dy / count);
        return new(count, meanX, meanY, SumXX + (dx * (x - meanX)), SumYY + (dy * (y - meanY)), SumXY + (dx * (y - meanY)));
    }

    /// <summary>With all pairs of another.</summary>
    public PairMoments Merge(PairMoments other)
    {
        if (other.Count == 0 || Count == 0)
        {
            return Count == 0 ? other : this;
        }
        double count = Count + other.Count, dx = other.MeanX - MeanX, dy = other.MeanY - MeanY, part = Count * other.Count / count;
        return new(count, MeanX + (dx * other.Count / count), MeanY + (dy * other.Count / count),
            SumXX + other.SumXX + (dx * dx * part), SumYY + other.SumYY + (dy * dy * part), SumXY + other.SumXY + (dx * dy * part));
    }
}
