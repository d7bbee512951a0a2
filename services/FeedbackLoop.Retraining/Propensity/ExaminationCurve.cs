using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Propensity;

/// <summary>Examination propensities by modality and position. The newest estimate is better than what was known when an old search was served,
/// so it is used where there is one, and what was logged with the search elsewhere.</summary>
public sealed class ExaminationCurve(IReadOnlyDictionary<string, float[]> estimated, double floor)
{
    /// <summary>Propensity of a 0-based position, at least the floor.</summary>
    public double At(ClosedSearch search, int position)
    {
        var propensity = estimated.TryGetValue(search.Modality, out var curve) && curve.Length > 0
            ? curve[Math.Min(position, curve.Length - 1)]
            : search.Propensities[position];
        return Math.Max(floor, propensity);
    }
}
