using FeedbackLoop.Learning.Clicks;

namespace FeedbackLoop.Learning.Propensity;

/// <summary>Propensities that depend on the context, such as modality x device: each context's own harvest, drawn towards that of all contexts by as much as
/// its errors exceed the true differences between contexts (random effects on the log propensities; DerSimonian and Laird 1986).</summary>
public static class ContextPropensity
{
    /// <summary>One model for each <see cref="Impression.Context"/>.</summary>
    public static IReadOnlyDictionary<int, PositionBiasModel> Estimate(IReadOnlyCollection<Impression> impressions, int positions)
    {
        ArgumentNullException.ThrowIfNull(impressions);
        // An item in two contexts is two documents: its propensity, not only its position, differs between them.
        int contexts = 1 + impressions.Max(i => i.Context);
        PositionBiasModel all = InterventionHarvesting.Estimate(impressions.Select(i => i with { Query = (i.Query * contexts) + i.Context }), positions);
        var own = impressions.GroupBy(i => i.Context).ToDictionary(g => g.Key, g => InterventionHarvesting.Estimate(ClickTable.From(g, positions)));
        double[] spread = [.. Enumerable.Range(0, positions).Select(k => Spread(own.Values, k))];
        return own.ToDictionary(p => p.Key, p => Draw(p.Value, all, spread));
    }

    private static PositionBiasModel Draw(PositionBiasModel own, PositionBiasModel all, double[] spread)
    {
        double[] propensities = [.. own.Propensities], errors = new double[propensities.Length];
        for (int k = 1; k < propensities.Length; k++)
        {
            double variance = own.RelativeErrors![k] * own.RelativeErrors[k], trust = double.IsInfinity(variance) ? 0 : variance == 0 ? 1 : spread[k] / (spread[k] + variance);
            propensities[k] = Math.Exp((trust * Math.Log(own.Propensities[k])) + ((1 - trust) * Math.Log(all.Propensities[k])));
            errors[k] = Math.Sqrt((trust == 0 ? 0 : trust * variance) + ((1 - trust) * all.RelativeErrors![k] * all.RelativeErrors[k]));
        }
        return own with { Propensities = propensities, RelativeErrors = errors };
    }

    /// <summary>Variance of the true log propensities between the contexts: what is left of their spread once their errors are taken off.</summary>
    private static double Spread(IEnumerable<PositionBiasModel> models, int k)
    {
        (double Log, double Weight)[] known = [.. models.Where(m => m.RelativeErrors![k] is > 0 and < 10)
            .Select(m => (Math.Log(m.Propensities[k]), 1 / (m.RelativeErrors![k] * m.RelativeErrors[k])))];
        if (known.Length < 2)
        {
            return 0;
        }
        double weight = known.Sum(m => m.Weight), mean = known.Sum(m => m.Weight * m.Log) / weight;
        double between = known.Sum(m => m.Weight * (m.Log - mean) * (m.Log - mean)) - (known.Length - 1);
        return Math.Max(0, between / (weight - (known.Sum(m => m.Weight * m.Weight) / weight)));
    }
}
