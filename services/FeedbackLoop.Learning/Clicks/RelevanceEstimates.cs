using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Learning.Clicks;

/// <summary>Relevance of each document from clicks, as the chance of a click when examined. NaN where a document was never shown. Use as labels with
/// <see cref="LambdaMart.LabelGain.Linear"/>.</summary>
public static class RelevanceEstimates
{
    private const int Grid = 60;
    private const int Iterations = 150;

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

    /// <summary>Posterior mean of relevance under a prior that is itself learnt from all documents (non-parametric maximum likelihood, Kiefer and Wolfowitz
    /// 1956; the empirical Bayes of Efron 2014): a document seen often keeps its inverse-propensity estimate, one seen little is drawn towards where documents
    /// are. The chance that nobody's favourite is clicked, the lowest level that many documents share, is subtracted: it is click noise, not relevance.</summary>
    /// <param name="table">Counts.</param>
    /// <param name="bias">Propensities.</param>
    /// <param name="strata">Each stratum has its own prior, for example the quintiles of a regression's predictions; a document never shown then gets its
    /// stratum's mean instead of NaN. Null is one stratum.</param>
    public static double[] EmpiricalBayes(ClickTable table, PositionBiasModel bias, int[]? strata = null)
    {
        double[] levels = new double[Grid];
        // Propensities are relative to the first position, so relevance is relative to its examination and at most 1.
        for (int g = 0; g < Grid; g++)
        {
            double u = (g + 0.5) / Grid;
            levels[g] = u * u;
        }
        double[][] likelihood = new double[table.Documents][];
        for (int d = 0; d < likelihood.Length; d++)
        {
            likelihood[d] = table.Shown(d) > 0 ? Likelihood(table, bias, d, levels) : [];
        }
        double floor = Floor(levels, Prior(likelihood, null, 0));
        double[] result = new double[table.Documents], posterior = new double[Grid];
        for (int stratum = 0; stratum <= (strata?.Max() ?? 0); stratum++)
        {
            double[] prior = Prior(likelihood, strata, stratum);
            for (int d = 0; d < result.Length; d++)
            {
                if (strata is not null && strata[d] != stratum)
                {
                    continue;
                }
                if (likelihood[d].Length == 0 && strata is null)
                {
                    result[d] = double.NaN;
                    continue;
                }
                Array.Clear(posterior);
                AddPosterior(likelihood[d], prior, posterior);
                result[d] = 0;
                for (int g = 0; g < Grid; g++)
                {
                    result[d] += posterior[g] * Math.Max(0, levels[g] - floor);
                }
            }
        }
        return result;
    }

    /// <summary>Most likely distribution of relevance over the levels, by expectation-maximisation, in one stratum or all.</summary>
    private static double[] Prior(double[][] likelihood, int[]? strata, int stratum)
    {
        double[] prior = new double[Grid], next = new double[Grid];
        Array.Fill(prior, 1.0 / Grid);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Array.Clear(next);
            for (int d = 0; d < likelihood.Length; d++)
            {
                if (likelihood[d].Length > 0 && (strata is null || strata[d] == stratum))
                {
                    AddPosterior(likelihood[d], prior, next);
                }
            }
            double total = next.Sum();
            if (total == 0)
            {
                break;
            }
            for (int g = 0; g < Grid; g++)
            {
                prior[g] = next[g] / total;
            }
        }
        return prior;
    }

    /// <summary>Mean of the lowest fifth of the prior's mass.</summary>
    private static double Floor(double[] levels, double[] prior)
    {
        const double Share = 0.2;
        double mass = 0, sum = 0;
        for (int g = 0; g < levels.Length && mass < Share; g++)
        {
            double part = Math.Min(prior[g], Share - mass);
            mass += part;
            sum += part * levels[g];
        }
        return sum / Share;
    }

    private static double[] Likelihood(ClickTable table, PositionBiasModel bias, int document, double[] levels)
    {
        double[] log = new double[levels.Length];
        for (int g = 0; g < levels.Length; g++)
        {
            for (int k = 1; k <= table.Positions; k++)
            {
                double n = table.Shown(document, k), c = table.Clicked(document, k);
                if (n > 0)
                {
                    double chance = Math.Clamp(bias.Propensity(k) * levels[g], 1e-9, 1 - 1e-9);
                    log[g] += (c * Math.Log(chance)) + ((n - c) * Math.Log(1 - chance));
                }
            }
        }
        double most = log.Max();
        return Array.ConvertAll(log, l => Math.Exp(l - most));
    }

    private static void AddPosterior(double[] likelihood, double[] prior, double[] sum)
    {
        double total = 0;
        for (int g = 0; g < prior.Length; g++)
        {
            total += (likelihood.Length == 0 ? 1 : likelihood[g]) * prior[g];
        }
        if (total > 0)
        {
            for (int g = 0; g < prior.Length; g++)
            {
                sum[g] += (likelihood.Length == 0 ? 1 : likelihood[g]) * prior[g] / total;
            }
        }
    }

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
