using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.Counterfactual;
using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Learning.Tests;

public sealed class PropensityTests
{
    private static readonly double[] Examination = [.68, .61, .48, .34, .28, .20, .11, .10, .08, .06];

    [Fact]
    public void Each_propensity_is_as_exact_as_its_clicks_allow()
    {
        // At the tenth position some 1,500 clicks are left, which carry 2.7 %: each position within 5 % in most histories, and no worse than that error says.
        Judge((s, _) => RandomizedPropensity.Estimate(Sessions(s, 50_000, Shuffle), 10), 0.05, 0.95);
        Judge((s, _) => InterventionHarvesting.Estimate(Sessions(s, 50_000, Shuffle), 10), 0.05, 0.95);
        Judge((s, _) => InterventionHarvesting.Estimate(Sessions(s + 10, 50_000, Interleave), 10), 0.10, 0.95);
    }

    private static void Judge(Func<int, int, PositionBiasModel> estimate, double within, double share)
    {
        const int Seeds = 6;
        List<double> errors = [], standard = [];
        for (int seed = 1; seed <= Seeds; seed++)
        {
            PositionBiasModel model = estimate(seed, 10);
            for (int k = 1; k < 10; k++)
            {
                errors.Add(Math.Abs((model.Propensities[k] / (Examination[k] / Examination[0])) - 1));
                standard.Add(errors[^1] / model.RelativeErrors![k]);
            }
        }
        Assert.True(errors.Count(e => e <= within) >= share * errors.Count, $"{errors.Count(e => e <= within)} of {errors.Count} within {within}");
        Assert.InRange(Math.Sqrt(standard.Average(z => z * z)), 0.6, 1.3);
    }

    [Fact]
    public void Contexts_differ_as_far_as_the_data_show()
    {
        // On a phone (context 1) examination falls off faster; context 2 has few sessions and is like context 0.
        var random = new Random(8);
        double[] attraction = [.. Enumerable.Range(0, 60).Select(_ => 0.2 + (0.6 * random.NextDouble()))];
        var impressions = new List<Impression>();
        foreach ((int context, int sessions, double steep) in ((int, int, double)[])[(0, 8000, 0.5), (1, 8000, 1.5), (2, 60, 0.5)])
        {
            for (int s = 0; s < sessions; s++)
            {
                int[] items = [.. Enumerable.Range(0, 6)];
                random.Shuffle(items);
                int query = random.Next(10);
                for (int k = 1; k <= 6; k++)
                {
                    impressions.Add(new Impression(query, items[k - 1], k, random.NextDouble() < Math.Pow(k, -steep) * attraction[(query * 6) + items[k - 1]], context));
                }
            }
        }
        IReadOnlyDictionary<int, PositionBiasModel> models = ContextPropensity.Estimate(impressions, 6);
        for (int k = 2; k <= 6; k++)
        {
            Assert.InRange(models[0].Propensities[k - 1] / Math.Pow(k, -0.5), 0.9, 1.1);
            Assert.InRange(models[1].Propensities[k - 1] / Math.Pow(k, -1.5), 0.85, 1.15);
            Assert.True(models[2].RelativeErrors![k - 1] > models[0].RelativeErrors![k - 1]);
        }
        string report = PropensityReport.Compare([.. impressions.Where(i => i.Context == 0)], 6).ToString();
        Assert.Contains("harvest", report);
        Assert.Equal(7, report.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void Regression_em_gives_them_too_where_positions_vary() =>
        Assert.True(MeanError(RegressionEm.Estimate(Sessions(3, 50_000, Interleave), 10)) < 0.15);

    [Fact]
    public void Positions_that_nothing_links_take_the_nearest_better_value()
    {
        var impressions = new List<Impression>();
        for (int i = 0; i < 400; i++)
        {
            impressions.Add(new Impression(0, 0, 1, i % 2 == 0));
            impressions.Add(new Impression(0, 0, 2, i % 4 == 0));
            impressions.Add(new Impression(0, 1, 3, i % 4 == 0));
        }
        PositionBiasModel model = InterventionHarvesting.Estimate(impressions, 3);
        Assert.Equal(0.5, model.Propensities[1], 2);
        Assert.Equal(model.Propensities[1], model.Propensities[2]);
    }

    [Fact]
    public void Weights_are_clipped_and_trust_is_affine()
    {
        var model = new PositionBiasModel { Propensities = [1, 0.5, 0.001], Clip = 0.1, RelevantClick = [0.9], IrrelevantClick = [0.3, 0.1] };
        Assert.Equal(10, model.InverseWeight(3), 9);
        Assert.Equal(10, model.InverseWeight(99), 9);
        (double alpha, double beta) = model.Affine(2);
        Assert.Equal(0.5 * 0.8, alpha, 9);
        Assert.Equal(0.5 * 0.1, beta, 9);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Propensity(0));
    }

    [Fact]
    public void Relevance_estimates_undo_the_bias_that_naive_rates_keep()
    {
        var truth = new PositionBiasModel { Propensities = [.. Examination.Select(e => e / Examination[0])] };
        var table = new ClickTable(3, 10);
        var random = new Random(4);
        // Document 0 is good but stands low, document 1 is poor and stands first; document 2 was never shown.
        for (int i = 0; i < 20_000; i++)
        {
            table.Add(0, 8, random.NextDouble() < Examination[7] * 0.8);
            table.Add(1, 1, random.NextDouble() < Examination[0] * 0.3);
        }
        double[] naive = RelevanceEstimates.Naive(table), corrected = RelevanceEstimates.InversePropensity(table, truth), robust = RelevanceEstimates.DoublyRobust(table, truth, [0.1, 0.1, 0.25]);
        Assert.True(naive[0] < naive[1]);
        Assert.Equal(0.8 * Examination[0], corrected[0], 1);
        Assert.Equal(0.3 * Examination[0], corrected[1], 1);
        Assert.True(double.IsNaN(corrected[2]));
        Assert.Equal(corrected[0], robust[0], 6);
        Assert.Equal(0.25, robust[2]);
        double[] bayes = RelevanceEstimates.EmpiricalBayes(table, truth);
        Assert.True(bayes[0] > bayes[1]);
    }

    [Fact]
    public void Off_policy_estimates_by_hand()
    {
        LoggedAction[] log = [new(1, 0.5, 1, 0.5, 0.6), new(0, 0.5, 0, 0.2, 0.6), new(1, 0.25, 0.5, 0.4, 0.7), new(0, 0.75, 0.5, 0.3, 0.5)];
        // Weights 2, 0, 2, 2/3.
        Assert.Equal(4 / 4.0, OffPolicyEvaluation.Ips(log).Value, 9);
        Assert.Equal(4 / (14 / 3.0), OffPolicyEvaluation.Snips(log).Value, 9);
        Assert.Equal((0.6 + 0.6 + 0.7 + 0.5 + (2 * 0.5) + (2 * 0.6) + (2 / 3.0 * -0.3)) / 4, OffPolicyEvaluation.DoublyRobust(log).Value, 9);
        SupportDiagnostics support = OffPolicyEvaluation.Diagnose(log);
        Assert.Equal(14 / 3.0 * 14 / 3.0 / (4 + 4 + (4 / 9.0)), support.EffectiveSampleSize, 9);
        Assert.Contains("effective sample size", support.Refusal());
        Assert.Throws<ArgumentException>(() => OffPolicyEvaluation.Ips([new(1, 0, 1)]));
    }

    [Fact]
    public void Doubly_robust_is_right_when_only_one_of_its_parts_is()
    {
        var random = new Random(5);
        double[] reward = [0.2, 0.6], target = [0.3, 0.7], logging = [0.8, 0.2];
        double truth = (0.3 * 0.2) + (0.7 * 0.6);
        LoggedAction[] wrongModel = new LoggedAction[40_000], wrongPropensity = new LoggedAction[40_000];
        for (int i = 0; i < wrongModel.Length; i++)
        {
            int a = random.NextDouble() < logging[0] ? 0 : 1;
            double r = random.NextDouble() < reward[a] ? 1 : 0;
            wrongModel[i] = new(r, logging[a], target[a], 0.9, 0.9);
            wrongPropensity[i] = new(r, 0.5, target[a], reward[a], truth);
        }
        Assert.InRange(OffPolicyEvaluation.DoublyRobust(wrongModel).Value, truth - 0.02, truth + 0.02);
        Assert.InRange(OffPolicyEvaluation.DoublyRobustShrunk(wrongModel).Estimate.Value, truth - 0.02, truth + 0.02);
        Assert.InRange(OffPolicyEvaluation.DoublyRobust(wrongPropensity).Value, truth - 0.02, truth + 0.02);
        Assert.True(Math.Abs(OffPolicyEvaluation.Ips(wrongPropensity).Value - truth) > 0.05);
        Assert.Contains("propensities are wrong", OffPolicyEvaluation.Diagnose(wrongPropensity).Refusal());
    }

    [Fact]
    public void A_ranking_that_moves_a_clicked_item_up_is_worth_more()
    {
        var bias = new PositionBiasModel { Propensities = [1, 0.5] };
        var up = new RankingEvaluation(bias);
        var same = new RankingEvaluation(bias);
        for (int i = 0; i < 10; i++)
        {
            up.Add([0, 1], [2, 1]);
            same.Add([0, 1], [1, 2]);
        }
        Assert.Equal(2, up.Estimate().Value, 9);
        Assert.Equal(1, same.Estimate().Value, 9);
    }

    private static double MeanError(PositionBiasModel model) =>
        Enumerable.Range(0, 10).Average(k => Math.Abs((model.Propensities[k] / (Examination[k] / Examination[0])) - 1));

    /// <summary>Forty queries of ten items each with its own attraction.</summary>
    private static List<Impression> Sessions(int seed, int sessions, Func<int, Random, int[]> order)
    {
        var random = new Random(seed);
        double[] attraction = [.. Enumerable.Range(0, 400).Select(_ => 0.1 + (0.8 * random.NextDouble()))];
        var impressions = new List<Impression>(sessions * 10);
        for (int s = 0; s < sessions; s++)
        {
            int query = random.Next(40);
            int[] items = order(query, random);
            for (int k = 0; k < 10; k++)
            {
                impressions.Add(new Impression(query, items[k], k + 1, random.NextDouble() < Examination[k] * attraction[(query * 10) + items[k]]));
            }
        }
        return impressions;
    }

    private static int[] Shuffle(int query, Random random)
    {
        int[] items = [.. Enumerable.Range(0, 10)];
        random.Shuffle(items);
        return items;
    }

    /// <summary>What a product's log holds while two rankers compete: half of the sessions interleaved, the others from one ranker each.</summary>
    private static int[] Interleave(int query, Random random)
    {
        int[] first = Shuffle(query, new Random(query)), second = Shuffle(query, new Random(query + 1000));
        return random.Next(4) switch { 0 => first, 1 => second, _ => [.. Interleaving.TeamDraft.Merge<int>([first, second], 10, random.Next()).Items] };
    }
}
