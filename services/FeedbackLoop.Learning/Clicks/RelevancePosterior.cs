using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Learning.Clicks;

/// <summary>What clicks tell about each document's relevance, the chance of a click when examined, with its uncertainty: a posterior under a prior that is
/// itself learnt from all documents (non-parametric maximum likelihood, Kiefer and Wolfowitz 1956; the empirical Bayes of Efron 2014). A document seen often
/// keeps its own rate, one seen little is drawn towards where documents are. The lowest level, which many documents share, is the chance that an irrelevant
/// result is clicked: it is subtracted, so that irrelevant documents have relevance exactly 0 and no order among them.</summary>
public sealed class RelevancePosterior
{
    private const int Grid = 40;
    private const int Iterations = 150;
    private const double IrrelevantShare = 0.2;
    private const double Contradiction = 2; // log likelihood: the two-sided 95 % bound

    private readonly double[] gains;
    private readonly double[]?[] posterior;

    private RelevancePosterior(double[] levels, double[]?[] posterior)
    {
        gains = Array.ConvertAll(levels, level => level - levels[0]);
        this.posterior = posterior;
        Floor = levels[0];
    }

    /// <summary>Estimated chance of a click on an examined irrelevant result, relative to the examination of position 1.</summary>
    public double Floor { get; }

    /// <summary>Learns the prior and conditions each document on its clicks.</summary>
    /// <param name="table">Counts.</param>
    /// <param name="bias">Propensities, with trust bias where it has one.</param>
    /// <param name="strata">Each stratum has its own prior, for example the quintiles of a regression's predictions; a document never shown then has its
    /// stratum's prior as posterior instead of none. Null is one stratum.</param>
    public static RelevancePosterior Fit(ClickTable table, PositionBiasModel bias, int[]? strata = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(bias);
        double[] levels = Levels(FindFloor(table, bias));
        double[][] likelihood = Likelihoods(table, bias, levels, out _);
        var posterior = new double[]?[table.Documents];
        for (int stratum = 0; stratum <= (strata?.Max() ?? 0); stratum++)
        {
            double[] prior = Prior(likelihood, strata, stratum);
            for (int d = 0; d < posterior.Length; d++)
            {
                if ((strata is null || strata[d] == stratum) && (strata is not null || likelihood[d].Length > 0))
                {
                    AddPosterior(likelihood[d], prior, posterior[d] = new double[Grid]);
                }
            }
        }
        return new RelevancePosterior(levels, posterior);
    }

    /// <summary>Strata of about equal size, 0 the lowest, by what is expected of each document before its own clicks: a regression on features that was fitted
    /// on other queries, or the place that the logging ranker gave it. A strong logger is believed that way as far as the clicks bear it out. NaN goes to
    /// stratum 0.</summary>
    public static int[] Strata(ReadOnlySpan<double> expected, int parts)
    {
        double[] sorted = expected.ToArray();
        Array.Sort(sorted);
        int[] strata = new int[sorted.Length];
        for (int d = 0; d < strata.Length; d++)
        {
            strata[d] = (int)Math.Min(parts - 1, (long)parts * Math.Max(0, Array.BinarySearch(sorted, expected[d])) / sorted.Length);
        }
        return strata;
    }

    /// <summary>Posterior mean of each document; NaN where nothing is known.</summary>
    public double[] Mean() => Array.ConvertAll(posterior, p =>
    {
        double mean = p is null ? double.NaN : 0;
        for (int g = 0; g < Grid && p is not null; g++)
        {
            mean += p[g] * gains[g];
        }
        return mean;
    });

    /// <summary>One draw of every document from its posterior; NaN where nothing is known. A ranker whose trees learn from one draw each
    /// (<see cref="LambdaMart.RankingRows.LabelDraws"/>) takes from every pair what its order is certain of, and nothing from queries whose documents
    /// differ by chance only.</summary>
    public double[] Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Array.ConvertAll(posterior, p =>
        {
            if (p is null)
            {
                return double.NaN;
            }
            double left = random.NextDouble();
            int level = 0;
            while (level < Grid - 1 && (left -= p[level]) > 0)
            {
                level++;
            }
            return gains[level];
        });
    }

    /// <summary>The highest floor that the clicks do not contradict, from the mean of the lowest fifth of all documents upwards. (A lower one is as likely, but
    /// would put an order among documents that differ by chance.)</summary>
    private static double FindFloor(ClickTable table, PositionBiasModel bias)
    {
        double[] levels = Levels(0);
        double lowest = LowestMean(levels, Prior(Likelihoods(table, bias, levels, out _), null, 0)), floor = lowest, most = double.NegativeInfinity;
        for (double candidate = lowest; candidate < 2 * lowest && candidate < 0.9; candidate *= 1.05)
        {
            levels = Levels(candidate);
            double[][] likelihood = Likelihoods(table, bias, levels, out double sum);
            double[] prior = Prior(likelihood, null, 0);
            foreach (double[] document in likelihood)
            {
                double marginal = 0;
                for (int g = 0; g < document.Length; g++)
                {
                    marginal += prior[g] * document[g];
                }
                sum += document.Length > 0 ? Math.Log(marginal) : 0;
            }
            most = Math.Max(most, sum);
            if (sum < most - Contradiction)
            {
                break;
            }
            floor = candidate;
        }
        return floor;
    }

    /// <summary>Levels from the floor to 1, denser below: propensities are relative to the first position, so relevance is at most 1.</summary>
    private static double[] Levels(double floor)
    {
        double[] levels = new double[Grid];
        for (int g = 0; g < Grid; g++)
        {
            double u = (double)g / (Grid - 1);
            levels[g] = floor + ((1 - floor) * u * Math.Sqrt(u));
        }
        return levels;
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

    /// <summary>Mean of the lowest part of the prior's mass.</summary>
    private static double LowestMean(double[] levels, double[] prior)
    {
        double mass = 0, sum = 0;
        for (int g = 0; g < levels.Length && mass < IrrelevantShare; g++)
        {
            double part = Math.Min(prior[g], IrrelevantShare - mass);
            mass += part;
            sum += part * levels[g];
        }
        return sum / IrrelevantShare;
    }

    /// <summary>Likelihood of each level for each document, over its highest; the logarithms of those add up to <paramref name="scale"/>.</summary>
    private static double[][] Likelihoods(ClickTable table, PositionBiasModel bias, double[] levels, out double scale)
    {
        scale = 0;
        // log P(click) and log P(no click) per position and level are the same for all documents.
        double[,] click = new double[table.Positions, Grid], none = new double[table.Positions, Grid];
        for (int k = 0; k < table.Positions; k++)
        {
            (double alpha, double beta) = bias.Affine(k + 1);
            for (int g = 0; g < Grid; g++)
            {
                double chance = Math.Clamp((alpha * levels[g]) + beta, 1e-9, 1 - 1e-9);
                (click[k, g], none[k, g]) = (Math.Log(chance), Math.Log(1 - chance));
            }
        }
        double[][] likelihood = new double[table.Documents][];
        for (int d = 0; d < likelihood.Length; d++)
        {
            double[] log = table.Shown(d) > 0 ? new double[Grid] : [];
            for (int k = 0; k < table.Positions && log.Length > 0; k++)
            {
                double n = table.Shown(d, k + 1), c = table.Clicked(d, k + 1);
                for (int g = 0; g < Grid && n > 0; g++)
                {
                    log[g] += (c * click[k, g]) + ((n - c) * none[k, g]);
                }
            }
            double most = log.Length > 0 ? log.Max() : 0;
            scale += most;
            likelihood[d] = Array.ConvertAll(log, l => Math.Exp(l - most));
        }
        return likelihood;
    }

    private static void AddPosterior(double[] likelihood, double[] prior, double[] sum)
    {
        double total = 0;
        for (int g = 0; g < Grid; g++)
        {
            total += (likelihood.Length == 0 ? 1 : likelihood[g]) * prior[g];
        }
        for (int g = 0; g < Grid && total > 0; g++)
        {
            sum[g] += (likelihood.Length == 0 ? 1 : likelihood[g]) * prior[g] / total;
        }
    }
}
