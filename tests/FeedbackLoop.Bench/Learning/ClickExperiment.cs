using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;
using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Bench.Learning;

/// <summary>One seed on one split of the <c>clicks</c> command.</summary>
internal sealed class ClickExperiment(ClickWorld world, ClickLearner learner, ClickProtocol protocol, int seed)
{
    /// <summary>Propensities found, by estimator.</summary>
    public Dictionary<string, double[]> Found { get; } = [];

    /// <summary>Learns from an own log by one estimator: in the first round the log is the same for all of them.</summary>
    public Committee Run(string estimator)
    {
        if (estimator == "labels")
        {
            return learner.FromLabels();
        }
        var random = new Random(seed);
        Committee first = learner.Logger(protocol.Logger, random), second = learner.Logger(protocol.Logger, random);
        if (estimator == "logger")
        {
            return first;
        }
        var log = new ClickLog(world.Rows.RowCount);
        for (int round = 0; round < protocol.Rounds; round++)
        {
            world.Simulate(world.Rank(first), protocol.Variation ? world.Rank(second) : null, protocol.Sessions / protocol.Rounds, random, (_, shown, clicks) => log.Add(shown, clicks));
            (first, second) = (Learn(estimator, log), first);
        }
        return first;
    }

    private Committee Learn(string estimator, ClickLog log)
    {
        ClickTable table = log.Table;
        PositionBiasModel Harvest()
        {
            PositionBiasModel bias = protocol.Variation ? InterventionHarvesting.Estimate(table) : RegressionEm.Estimate(table, regress: learner.Regress);
            Found[estimator] = [.. bias.Propensities.Select(p => Math.Round(p, 4))];
            return bias;
        }
        switch (estimator)
        {
            case "naive":
                return learner.FromRelevance(RelevanceEstimates.Naive(table));
            case "shown-labels":
                return learner.FromRelevance([.. world.Rows.Labels.Select((y, row) => table.Shown(row) > 0 ? Math.Pow(2, y) - 1 : double.NaN)]);
            case "oracle-propensity":
                return FromPosterior(table, world.Truth);
            case "em":
                PositionBiasModel em = RegressionEm.Estimate(table, regress: protocol.Variation ? null : learner.Regress);
                Found[estimator] = [.. em.Propensities.Select(p => Math.Round(p, 4))];
                return FromPosterior(table, em);
            case "harvest":
                return learner.FromRelevance(RelevanceEstimates.EmpiricalBayes(table, Harvest()));
            case "posterior":
                return FromPosterior(table, Harvest());
            case "trust":
                PositionBiasModel trust = TrustBias.Estimate(table);
                Found[estimator] = [.. trust.Propensities.Concat(trust.IrrelevantClick!).Select(p => Math.Round(p, 4))];
                return FromPosterior(table, trust);
            case "dr":
                PositionBiasModel bias = Harvest();
                return learner.FromRelevance(LessFloor(RelevanceEstimates.DoublyRobust(table, bias with { Clip = 0.1 }, learner.CrossFit(RelevanceEstimates.InversePropensity(table, bias)))));
            case "unbiased":
                Committee model = learner.FromSessions(log.Patterns);
                Found[estimator] = [.. model.ClickedBias!.Select(p => Math.Round(p, 4))];
                return model;
            default:
                throw new ArgumentException($"'{estimator}' is not an estimator.");
        }
    }

    /// <summary>Trees on draws from the posterior of the documents shown; the prior is that of documents with like features, in like queries, that the loggers
    /// put in like places.</summary>
    private Committee FromPosterior(ClickTable table, PositionBiasModel bias)
    {
        double[] place = [.. Enumerable.Range(0, table.Documents).Select(table.MeanPosition)];
        double[] expected = learner.CrossFit(RelevanceEstimates.EmpiricalBayes(table, bias), 4, place);
        return learner.FromPosterior(RelevancePosterior.Fit(table, bias, RelevancePosterior.Strata(expected, 10)), row => table.Shown(row) > 0);
    }

    /// <summary>Less the mean of the lowest fifth: what irrelevant results are clicked is noise.</summary>
    private static double[] LessFloor(double[] relevance)
    {
        double floor = relevance.Order().Take(Math.Max(1, relevance.Length / 5)).Average();
        return Array.ConvertAll(relevance, r => Math.Max(0, r - floor));
    }

    /// <summary>NDCG@10 of each query on true labels.</summary>
    public static double[] Ndcg(Committee model, RankingRows test)
    {
        float[] scores = model.Score(test);
        double[] ndcg = new double[test.GroupSizes.Length];
        for (int q = 0, start = 0; q < ndcg.Length; start += test.GroupSizes[q++])
        {
            ndcg[q] = RankingMetrics.Ndcg(scores.AsSpan(start, test.GroupSizes[q]), test.Labels.AsSpan(start, test.GroupSizes[q]), 10);
        }
        return ndcg;
    }
}
