namespace FeedbackLoop.Learning.Experiments;

/// <summary>An estimate with its interval.</summary>
/// <param name="Estimate">Point estimate.</param>
/// <param name="Low">Lower end; -infinity before there is enough data.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Estimate, double Low, double High)
{
    /// <summary>Whether the whole interval is above zero.</summary>
    public bool IsAboveZero => Low > 0;

    /// <summary>Whether the whole interval is below zero.</summary>
    public bool IsBelowZero => High < 0;
}
