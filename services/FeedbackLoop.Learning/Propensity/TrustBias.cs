using FeedbackLoop.Learning.Clicks;

namespace FeedbackLoop.Learning.Propensity;

/// <summary>Position and trust bias together: P(click | k, r) = α_k r + β_k (Agarwal, Wang, Li, Bendersky and Najork, "Addressing Trust Bias for Unbiased
/// Learning-to-Rank", WWW 2019; the affine form of Vardasbi et al., CIKM 2020), from items that stood at several positions. Expectation-maximisation of the
/// marginal likelihood, whose prior over relevance is learnt too, level by level. α_k and β_k are found only up to an affine map of relevance: here
/// relevance 0 is what the lowest fifth of the documents has, and 1 would be clicked whenever shown first and examined.</summary>
public static class TrustBias
{
    private const int Grid = 60;
    private const double IrrelevantShare = 0.2;

    /// <summary>Estimates propensities relative to position 1 and the click chance of irrelevant results.</summary>
    /// <param name="table">Counts.</param>
    /// <param name="iterations">Steps of the EM.</param>
    /// <param name="ridge">Clicks' worth of belief that there is no trust bias, at each position.</param>
    public static PositionBiasModel Estimate(ClickTable table, int iterations = 200, double ridge = 5)
    {
        ArgumentNullException.ThrowIfNull(table);
        int positions = table.Positions;
        double[] start = [.. InterventionHarvesting.Estimate(table).Propensities], a = (double[])start.Clone(), b = new double[positions];
        double[] levels = [.. Enumerable.Range(0, Grid).Select(g => Math.Pow((g + 0.5) / Grid, 2))], prior = new double[Grid];
        Array.Fill(prior, 1.0 / Grid);
        int[] documents = [.. Enumerable.Range(0, table.Documents).Where(d => table.Shown(d) > 0)];
        double[,] shown = new double[positions, Grid], clicked = new double[positions, Grid];
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            Expect(table, documents, a, b, levels, prior, shown, clicked);
            for (int k = 1; k < positions; k++)
            {
                (a[k], b[k]) = Fit(shown, clicked, k, levels, a[k], b[k], start[k], ridge);
            }
        }
        double floor = LowestMean(levels, prior);
        // Level u at position 1 is floor + (1 - floor) r, so α_k = a_k (1 - floor) and β_k = a_k floor + b_k.
        return new PositionBiasModel
        {
            Propensities = [.. a.Zip(b, (slope, intercept) => Math.Max(1e-4, slope + intercept))],
            IrrelevantClick = [.. a.Zip(b, (slope, intercept) => Math.Clamp(((slope * floor) + intercept) / Math.Max(1e-4, slope + intercept), 0, 0.999))],
        };
    }

    /// <summary>Posterior of each document's level; leaves the new prior and the counts by position and level.</summary>
    private static void Expect(ClickTable table, int[] documents, double[] a, double[] b, double[] levels, double[] prior, double[,] shown, double[,] clicked)
    {
        double[,] click = new double[a.Length, Grid], none = new double[a.Length, Grid];
        for (int k = 0; k < a.Length; k++)
        {
            for (int g = 0; g < Grid; g++)
            {
                double chance = Chance(a[k], b[k], levels[g]);
                (click[k, g], none[k, g]) = (Math.Log(chance), Math.Log(1 - chance));
            }
        }
        double[] next = new double[Grid], log = new double[Grid];
        Array.Clear(shown);
        Array.Clear(clicked);
        foreach (int d in documents)
        {
            for (int g = 0; g < Grid; g++)
            {
                log[g] = Math.Log(Math.Max(prior[g], 1e-300));
            }
            for (int k = 0; k < a.Length; k++)
            {
                double n = table.Shown(d, k + 1), c = table.Clicked(d, k + 1);
                for (int g = 0; g < Grid && n > 0; g++)
                {
                    log[g] += (c * click[k, g]) + ((n - c) * none[k, g]);
                }
            }
            double most = log.Max(), total = 0;
            for (int g = 0; g < Grid; g++)
            {
                total += log[g] = Math.Exp(log[g] - most);
            }
            for (int g = 0; g < Grid; g++)
            {
                next[g] += log[g] /= total;
            }
            for (int k = 0; k < a.Length; k++)
            {
                double n = table.Shown(d, k + 1), c = table.Clicked(d, k + 1);
                for (int g = 0; g < Grid && n > 0; g++)
                {
                    shown[k, g] += log[g] * n;
                    clicked[k, g] += log[g] * c;
                }
            }
        }
        for (int g = 0; g < Grid; g++)
        {
            prior[g] = next[g] / documents.Length;
        }
    }

    /// <summary>Slope and intercept of one position by Fisher scoring on the expected counts.</summary>
    private static (double Slope, double Intercept) Fit(double[,] shown, double[,] clicked, int k, double[] levels, double a, double b, double start, double ridge)
    {
        for (int step = 0; step < 4; step++)
        {
            double ga = ridge * (start - a), gb = -ridge * b, aa = ridge, ab = 0, bb = ridge;
            for (int g = 0; g < Grid; g++)
            {
                double chance = Chance(a, b, levels[g]), variance = chance * (1 - chance), residual = (clicked[k, g] - (shown[k, g] * chance)) / variance, weight = shown[k, g] / variance;
                ga += residual * levels[g];
                gb += residual;
                aa += weight * levels[g] * levels[g];
                ab += weight * levels[g];
                bb += weight;
            }
            double determinant = (aa * bb) - (ab * ab);
            a = Math.Max(1e-4, a + (((bb * ga) - (ab * gb)) / determinant));
            b += ((aa * gb) - (ab * ga)) / determinant;
        }
        return (a, b);
    }

    private static double LowestMean(double[] levels, double[] prior)
    {
        double mass = 0, sum = 0;
        for (int g = 0; g < Grid && mass < IrrelevantShare; g++)
        {
            double part = Math.Min(prior[g], IrrelevantShare - mass);
            mass += part;
            sum += part * levels[g];
        }
        return sum / IrrelevantShare;
    }

    private static double Chance(double a, double b, double level) => Math.Clamp((a * level) + b, 1e-5, 1 - 1e-5);
}
