namespace FeedbackLoop.Retraining.Propensity;

/// <summary>Examination propensities of one modality.</summary>
/// <param name="Propensities">Position 1 first; not rising, between the floor and 1.</param>
/// <param name="Varied">Searches whose order was varied at random: what the estimate rests on.</param>
/// <param name="Searches">Searches looked at.</param>
public sealed record PositionBiasEstimate(string Modality, float[] Propensities, string Method, long Varied, long Searches);
