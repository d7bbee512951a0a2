namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>The examination probability of each position, per modality: estimated where there is an estimate, else the prior 1 / p^eta.</summary>
public sealed class PositionBias(IReadOnlyDictionary<string, float[]> estimates, double eta)
{
    /// <summary>No position is taken as never looked at: weights of training examples are bounded by its inverse.</summary>
    private const float Least = 0.01f;

    /// <summary>Propensities of positions 1 to <paramref name="positions"/>. Positions beyond the estimate fall on as the prior does.</summary>
    public float[] Of(string modality, int positions)
    {
        var propensities = new float[positions];
        var estimate = estimates.GetValueOrDefault(modality) ?? [];
        for (var i = 0; i < positions; i++)
        {
            var value = i < estimate.Length ? estimate[i]
                : estimate.Length == 0 ? Prior(i)
                : estimate[^1] * Prior(i) / Prior(estimate.Length - 1);
            propensities[i] = float.IsFinite(value) ? Math.Clamp(value, Least, 1) : Math.Max(Least, Prior(i));
        }

        return propensities;
    }

    private float Prior(int index) => (float)Math.Pow(index + 1, -eta);
}
