using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Learning.Tests;

public sealed class RelevancePosteriorTests
{
    private static readonly PositionBiasModel Bias = new() { Propensities = [1, 0.7, 0.5, 0.35, 0.25] };

    [Fact]
    public void Noise_is_found_and_irrelevant_documents_are_all_alike()
    {
        // Half of the documents are irrelevant and clicked by mistake one time in ten, a third half relevant, the others fully.
        double[] truth = [.. Enumerable.Range(0, 600).Select(d => d % 6 < 3 ? 0.0 : d % 6 < 5 ? 0.4 : 0.9)];
        RelevancePosterior posterior = RelevancePosterior.Fit(Clicks(truth, 0.1, 400), Bias);
        Assert.InRange(posterior.Floor, 0.09, 0.11);
        double[] mean = posterior.Mean(), draw = posterior.Draw(new Random(1));
        int alike = Enumerable.Range(0, 600).Count(d => truth[d] == 0 && draw[d] == 0);
        Assert.True(alike > 200, $"{alike} of 300 irrelevant documents draw exactly 0");
        foreach (double level in (double[])[0, 0.4, 0.9])
        {
            Assert.InRange(Enumerable.Range(0, 600).Where(d => truth[d] == level).Average(d => mean[d]), (0.9 * level) - 0.02, (0.9 * level) + 0.02);
        }
        // Draws are right on average, and a document seen seldom is drawn more widely.
        double[] average = new double[600];
        var random = new Random(2);
        for (int i = 0; i < 200; i++)
        {
            double[] next = posterior.Draw(random);
            for (int d = 0; d < 600; d++)
            {
                average[d] += next[d] / 200;
            }
        }
        Assert.True(Enumerable.Range(0, 600).Average(d => Math.Abs(average[d] - mean[d])) < 0.01);
    }

    [Fact]
    public void Little_evidence_is_drawn_to_the_stratum_and_none_is_its_mean()
    {
        double[] truth = [.. Enumerable.Range(0, 400).Select(d => d < 200 ? 0.05 : 0.6)];
        ClickTable table = Clicks(truth, 0.05, 300, skip: d => d is 0 or 399);
        table.Add(1, 5, click: false);
        int[] strata = [.. truth.Select(t => t < 0.5 ? 0 : 1)];
        double[] plain = RelevancePosterior.Fit(table, Bias).Mean(), stratified = RelevancePosterior.Fit(table, Bias, strata).Mean();
        Assert.True(double.IsNaN(plain[0]) && double.IsNaN(plain[399]));
        Assert.True(stratified[0] < 0.1);
        Assert.InRange(stratified[399], 0.45, 0.7);
    }

    [Fact]
    public void Trust_bias_is_found_where_items_change_places()
    {
        // People take what stands high for relevant: wrong clicks fall off with the position faster than examination does.
        double[] examined = [1, 0.8, 0.6, 0.45, 0.35], wrong = [0.5, 0.3, 0.2, 0.15, 0.1];
        var random = new Random(3);
        var table = new ClickTable(500, 5);
        double[] relevance = [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble() < 0.4 ? 0 : random.NextDouble())];
        for (int d = 0; d < 500; d++)
        {
            for (int i = 0; i < 1500; i++)
            {
                int k = random.Next(5);
                table.Add(d, k + 1, random.NextDouble() < examined[k] * (wrong[k] + ((1 - wrong[k]) * relevance[d])));
            }
        }
        PositionBiasModel found = TrustBias.Estimate(table), plain = InterventionHarvesting.Estimate(table);
        double slope = found.Affine(1).Alpha / (1 - wrong[0]);
        for (int k = 1; k <= 5; k++)
        {
            (double alpha, double beta) = found.Affine(k);
            Assert.InRange(alpha / slope / (examined[k - 1] * (1 - wrong[k - 1])), 0.9, 1.1);
            Assert.InRange(beta - (examined[k - 1] * wrong[k - 1]), -0.05, 0.05);
        }
        // What the affine model tells of relevance is the same wherever a document stood; the plain one overrates what stood high.
        Assert.True(Error(found) < 0.05 && Error(plain) > 2 * Error(found), $"{Error(found)} {Error(plain)}");

        double Error(PositionBiasModel bias)
        {
            var high = new ClickTable(2, 5);
            for (int i = 0; i < 20_000; i++)
            {
                high.Add(0, 1, i < 20_000 * 0.65); // relevance 0.3 first
                high.Add(1, 5, i < 20_000 * 0.35 * 0.37); // relevance 0.3 last
            }
            double[] r = RelevanceEstimates.Affine(high, bias);
            return Math.Abs(r[0] - r[1]);
        }
    }

    private static ClickTable Clicks(double[] relevance, double noise, int sessions, Func<int, bool>? skip = null)
    {
        var random = new Random(7);
        var table = new ClickTable(relevance.Length, 5);
        for (int d = 0; d < relevance.Length; d++)
        {
            for (int i = 0; i < sessions && skip?.Invoke(d) != true; i++)
            {
                int k = 1 + ((d + (i % 2)) % 5);
                table.Add(d, k, random.NextDouble() < Bias.Propensities[k - 1] * (noise + ((1 - noise) * relevance[d])));
            }
        }
        return table;
    }
}
