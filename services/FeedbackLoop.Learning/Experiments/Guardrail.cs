namespace FeedbackLoop.Learning.Experiments;

/// <summary>A metric that the treatment must not harm.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="HigherIsBetter">Direction.</param>
/// <param name="MaxHarm">Largest tolerated loss, absolute, not negative.</param>
public sealed record Guardrail(string Metric, bool HigherIsBetter, double MaxHarm)
{
    /// <summary>Whether the difference (treatment less control) shows harm beyond the tolerated with confidence.</summary>
    public bool IsBreached(Interval difference) => HigherIsBetter ? difference.High < -MaxHarm : difference.Low > MaxHarm;
}
