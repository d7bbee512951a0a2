using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Learning.Clicks;

/// <summary>Relevance of each document from clicks, as the chance of a click when examined. NaN where a document was never shown. Use as labels with
/// <see cref="LambdaMart.LabelGain.Linear"/>.</summary>
public static class RelevanceEstimates
{
    /// <summary>Clicks per impression: what whoever ignores position bias learns from. The baseline.</summary>
    public static double[] Naive(ClickTable table) =>
        PerDocument(table, d => table.Clicked(d) / table.Shown(d));

    /// <summary>Clicks per expected examination. With one position per document this is the inverse-propensity estimate of Joachims et al. 2017; over several it
    /// divides by their mean propensity, the estimator of Oosterhuis and de Rijke (KDD 2020), which has less variance. May exceed 1.</summary>
    public static double[] InversePropensity(ClickTable table, PositionBiasModel bias) =>
        PerDocument(table, d => table.Clicked(d) / Examined(table, bias, d));

    /// <summary>The same with trust bias: P(click) = α_k r + β_k is solved for r (affine correction, Vardasbi, Oosterhuis and de Rijke, CIKM 2020).</summary>
    public static double[] Affine(ClickTable table, PositionBiasModel bias) => PerDocument(table, d =>
    {
        double alpha = 0, beta = 0;
        for (int k = 1; k <= table.Positions; k++)
        {
            (double a, double b) = bias.Affine(k);
            alpha += a * table.Shown(d, k);
            beta += b * table.Shown(d, k);
        }
        return (table.Clicked(d) - beta) / alpha;
    });

    /// <summary>Doubly robust: the regression where nothing was seen, corrected by clicks where something was; low propensities are clipped, and what clipping
    /// removes the regression fills (Oosterhuis, "Doubly Robust Estimation for Correcting Position Bias in Click Feedback for Unbiased LTR", TOIS 2023).</summary>
    /// <param name="table">Counts.</param>
    /// <param name="bias">Propensities; their clip is the estimator's.</param>
    /// <param name="predicted">Regression's relevance of each document, best fitted on other queries.</param>
    public static double[] DoublyRobust(ClickTable table, PositionBiasModel bias, ReadOnlySpan<double> predicted)
    {
        double[] result = new double[table.Documents];
        for (int d = 0; d < result.Length; d++)
        {
            double shown = table.Shown(d), examined = Examined(table, bias, d, clip: false);
            double floor = bias.Clip * shown;
            result[d] = shown == 0 ? predicted[d] : predicted[d] + ((table.Clicked(d) - (examined * predicted[d])) / Math.Max(examined, floor));
        }
        return result;
    }

    /// <summary>Posterior mean of each document's relevance; see <see cref="RelevancePosterior"/>.</summary>
    public static double[] EmpiricalBayes(ClickTable table, PositionBiasModel bias, int[]? strata = null) => RelevancePosterior.Fit(table, bias, strata).Mean();

    private static double Examined(ClickTable table, PositionBiasModel bias, int document, bool clip = true)
    {
        double examined = 0;
        for (int k = 1; k <= table.Positions; k++)
        {
            double n = table.Shown(document, k);
            examined += n == 0 ? 0 : n * (clip ? bias.Propensity(k) : bias.Propensities[Math.Min(k, bias.Propensities.Count) - 1]);
        }
        return examined;
    }

    private static double[] PerDocument(ClickTable table, Func<int, double> estimate)
    {
        double[] result = new double[table.Documents];
        for (int d = 0; d < result.Length; d++)
        {
            result[d] = table.Shown(d) > 0 ? estimate(d) : double.NaN;
        }
        return result;
    }
}
