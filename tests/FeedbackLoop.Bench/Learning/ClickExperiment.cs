using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;
using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Bench.Learning;

/// <summary>One seed of the <c>clicks</c> command.</summary>
internal sealed class ClickExperiment(ClickWorld world, RankingRows test, LambdaMartOptions options, int seed)
{
    private readonly RankingRows rows = world.Rows;

    public Dictionary<string, double> Run(int sessions, string logger, bool variation, string[] estimators)
    {
        var random = new Random(seed);
        RankerModel first = Logger(logger, random), second = Logger(logger, random);
        var table = new ClickTable(rows.RowCount, ClickWorld.Positions);
        var patterns = new Dictionary<string, (int Query, int[] Shown, ulong Clicks, int Count)>();
        bool keepSessions = estimators.Contains("unbiased");
        world.Simulate(world.Rank(first), variation ? world.Rank(second) : null, sessions, random, (q, list, clicks) =>
        {
            ulong bits = 0;
            for (int k = 0; k < list.Count; k++)
            {
                table.Add(list[k], k + 1, clicks[k]);
                bits |= clicks[k] ? 1UL << k : 0;
            }
            if (keepSessions && bits != 0)
            {
                string key = $"{bits}/{string.Join(',', list)}";
                patterns[key] = patterns.TryGetValue(key, out var seen) ? seen with { Count = seen.Count + 1 } : (q, [.. list], bits, 1);
            }
        });
        PositionBiasModel? harvested = null;
        var result = new Dictionary<string, double>();
        var found = new Dictionary<string, double[]>();
        foreach (string name in estimators)
        {
            PositionBiasModel Harvest() => harvested ??= variation
                ? InterventionHarvesting.Estimate(table)
                : RegressionEm.Estimate(table, regress: Regress);
            RankerModel model;
            switch (name)
            {
                case "naive":
                    model = Learn(RelevanceEstimates.Naive(table));
                    break;
                case "oracle-propensity":
                    model = Learn(RelevanceEstimates.EmpiricalBayes(table, world.Truth));
                    break;
                case "em":
                    PositionBiasModel em = RegressionEm.Estimate(table, regress: variation ? null : Regress);
                    found[name] = [.. em.Propensities.Select(p => Math.Round(p, 4))];
                    model = Learn(RelevanceEstimates.EmpiricalBayes(table, em));
                    break;
                case "harvest":
                    found[name] = [.. Harvest().Propensities.Select(p => Math.Round(p, 4))];
                    model = Learn(RelevanceEstimates.EmpiricalBayes(table, Harvest()));
                    break;
                case "dr":
                    model = Learn(LessFloor(RelevanceEstimates.DoublyRobust(table, Harvest() with { Clip = 0.1 }, CrossFit(RelevanceEstimates.InversePropensity(table, Harvest())))));
                    break;
                case "bayes":
                    model = Learn(RelevanceEstimates.EmpiricalBayes(table, Harvest(), Quintiles(CrossFit(RelevanceEstimates.EmpiricalBayes(table, Harvest())))));
                    break;
                case "oracle-bayes":
                    model = Learn(RelevanceEstimates.EmpiricalBayes(table, world.Truth, Quintiles(CrossFit(RelevanceEstimates.EmpiricalBayes(table, world.Truth)))));
                    break;
                case "unbiased":
                    model = LearnFromSessions(patterns.Values, found);
                    break;
                case "labels":
                    model = new LambdaMartTrainer().Train(RankingDataset.Create(rows, new BinningOptions { Threads = 1 }), null, options, null, CancellationToken.None);
                    break;
                default:
                    throw new ArgumentException($"'{name}' is not an estimator.");
            }
            result[name] = Ndcg(model);
        }
        result["logger"] = Ndcg(first);
        BenchResult.Print(new
        {
            Bench = "clicks", Seed = seed, Sessions = sessions, world.Eta, world.Noise, world.Trust, Logger = logger, Variation = variation,
            Ndcg10 = result.ToDictionary(p => p.Key, p => Math.Round(p.Value, 5)), TruePropensities = world.Truth.Propensities.Select(p => Math.Round(p, 4)), Propensities = found,
        });
        return result;
    }

    /// <summary>Less the mean of the lowest fifth: what irrelevant results are clicked is noise.</summary>
    private static double[] LessFloor(double[] relevance)
    {
        double floor = relevance.Order().Take(Math.Max(1, relevance.Length / 5)).Average();
        return Array.ConvertAll(relevance, r => Math.Max(0, r - floor));
    }

    private static int[] Quintiles(double[] predictions)
    {
        double[] sorted = [.. predictions.Order()];
        return Array.ConvertAll(predictions, p =>
        {
            int at = Array.BinarySearch(sorted, p);
            return (int)Math.Min(4, 5L * Math.Max(0, at) / sorted.Length);
        });
    }

    private RankerModel Logger(string strength, Random random)
    {
        int queries = rows.GroupSizes.Length;
        double share = strength switch { "1%" => 0.01, "10%" => 0.1, "strong" => 1, _ => throw new ArgumentException($"'{strength}' is not 1%, 10% or strong.") };
        int take = Math.Max(1, (int)Math.Ceiling(queries * share));
        int[] order = [.. Enumerable.Range(0, queries)];
        random.Shuffle(order);
        // A query whose labels are all equal teaches nothing; the logger learns from ones that teach.
        int[] chosen = [.. order.Where(q => rows.Labels.AsSpan(world.Starts[q], rows.GroupSizes[q]).ToArray().Distinct().Count() > 1).Take(take)];
        var part = Subset(chosen, row => rows.Labels[row]);
        return new LambdaMartTrainer().Train(RankingDataset.Create(part, new BinningOptions { Threads = 1 }), null,
            options with { MinDataInLeaf = Math.Min(options.MinDataInLeaf, Math.Max(2, part.RowCount / 20)), Trees = take == queries ? options.Trees : 20 }, null, CancellationToken.None);
    }

    /// <summary>Trains on the documents that have an estimate.</summary>
    private RankerModel Learn(double[] relevance)
    {
        RankingRows part = Subset([.. Enumerable.Range(0, rows.GroupSizes.Length)], row => double.IsNaN(relevance[row]) ? float.NaN : (float)Math.Max(0, relevance[row]));
        return new LambdaMartTrainer().Train(RankingDataset.Create(part, new BinningOptions { Threads = 1 }), null, options with { Gain = LabelGain.Linear }, null, CancellationToken.None);
    }

    /// <summary>Unbiased LambdaMART on sessions; equal sessions are one with a weight. Sessions without a click have no pair, so they are left out.</summary>
    private RankerModel LearnFromSessions(IEnumerable<(int Query, int[] Shown, ulong Clicks, int Count)> sessions, Dictionary<string, double[]> found)
    {
        var all = sessions.ToList();
        int n = all.Sum(s => s.Shown.Length), f = rows.FeatureCount, at = 0;
        var data = new RankingRows
        {
            FeatureCount = f, Values = new float[(long)n * f], Labels = new float[n], Positions = new int[n],
            GroupSizes = [.. all.Select(s => s.Shown.Length)], QueryWeights = [.. all.Select(s => (float)s.Count)],
        };
        foreach ((_, int[] shown, ulong clicks, _) in all)
        {
            for (int k = 0; k < shown.Length; k++, at++)
            {
                rows.Values.AsSpan(shown[k] * f, f).CopyTo(data.Values.AsSpan(at * f));
                data.Labels[at] = clicks >> k & 1;
                data.Positions[at] = k + 1;
            }
        }
        double rowsPerDocument = (double)n / Math.Max(1, rows.RowCount);
        RankerModel model = new LambdaMartTrainer().Train(RankingDataset.Create(data, new BinningOptions { Threads = 1 }), null,
            options with { Debiasing = new PairwiseDebiasing { MaxPosition = ClickWorld.Positions }, MinDataInLeaf = (int)Math.Max(options.MinDataInLeaf, options.MinDataInLeaf * rowsPerDocument) }, null, CancellationToken.None);
        found["unbiased"] = [.. model.ClickedBias!.Select(p => Math.Round(p, 4))];
        return model;
    }

    /// <summary>Regression of relevance on features, each half of the queries predicted by the other half's.</summary>
    private double[] CrossFit(double[] relevance)
    {
        double[] predicted = new double[rows.RowCount];
        for (int fold = 0; fold < 2; fold++)
        {
            int[] mine = [.. Enumerable.Range(0, rows.GroupSizes.Length).Where(q => q % 2 == fold)], other = [.. Enumerable.Range(0, rows.GroupSizes.Length).Where(q => q % 2 != fold)];
            RankingRows part = Subset(other, row => double.IsNaN(relevance[row]) ? float.NaN : (float)relevance[row]);
            RankerModel model = Regression(part);
            float[] scores = new float[rows.RowCount];
            model.Score(rows.Values, scores);
            foreach (int q in mine)
            {
                for (int row = world.Starts[q]; row < world.Starts[q + 1]; row++)
                {
                    predicted[row] = scores[row];
                }
            }
        }
        return predicted;
    }

    /// <summary>The regression of regression-EM: all documents seen, weighted by impressions.</summary>
    private double[] Regress(double[] relevance, double[] shown)
    {
        RankingRows part = Subset([.. Enumerable.Range(0, rows.GroupSizes.Length)], row => shown[row] > 0 ? (float)relevance[row] : float.NaN);
        RankerModel model = Regression(part);
        float[] scores = new float[rows.RowCount];
        model.Score(rows.Values, scores);
        return Array.ConvertAll(scores, s => (double)s);
    }

    private RankerModel Regression(RankingRows part) => new LambdaMartTrainer().Train(RankingDataset.Create(part, new BinningOptions { Threads = 1 }), null,
        options with { Objective = RankingObjective.SquaredError, Trees = 60, Leaves = 8 }, null, CancellationToken.None);

    /// <summary>Rows of some queries; those whose label is NaN, and queries that are left empty, are left out.</summary>
    private RankingRows Subset(int[] queries, Func<int, float> label)
    {
        List<float> values = [], labels = [];
        List<int> sizes = [];
        foreach (int q in queries)
        {
            int before = labels.Count;
            for (int row = world.Starts[q]; row < world.Starts[q + 1]; row++)
            {
                if (label(row) is var y && !float.IsNaN(y))
                {
                    labels.Add(y);
                    values.AddRange(rows.Values.AsSpan(row * rows.FeatureCount, rows.FeatureCount));
                }
            }
            if (labels.Count > before)
            {
                sizes.Add(labels.Count - before);
            }
        }
        return new RankingRows { Values = [.. values], FeatureCount = rows.FeatureCount, GroupSizes = [.. sizes], Labels = [.. labels] };
    }

    private double Ndcg(RankerModel model)
    {
        float[] scores = new float[test.RowCount];
        model.Score(test.Values, scores);
        return RankingMetrics.Mean(scores, test.Labels, test.GroupSizes, (s, l) => RankingMetrics.Ndcg(s, l, 10));
    }
}
