using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Bench.Learning;

/// <summary>Trains rankers and regressions on the documents of one click world.</summary>
internal sealed class ClickLearner(RankingRows rows, int[] starts, LambdaMartOptions options, int members)
{
    private static readonly BinningOptions OneThread = new() { Threads = 1 };
    private readonly int[] all = [.. Enumerable.Range(0, rows.GroupSizes.Length)];

    /// <summary>The goal: a ranker that is told the judges' grades.</summary>
    public Committee FromLabels() => Train(rows, options);

    /// <summary>Trains on the documents that have an estimate.</summary>
    public Committee FromRelevance(double[] relevance, LabelGain gain = LabelGain.Linear) =>
        Train(Subset(all, row => double.IsNaN(relevance[row]) ? float.NaN : (float)Math.Max(0, relevance[row])), options with { Gain = gain });

    /// <summary>Trains on draws from what clicks tell of some documents: each tree learns from another guess at the relevances.</summary>
    public Committee FromPosterior(RelevancePosterior posterior, Func<int, bool> use, int draws = 32)
    {
        var random = new Random(options.Seed);
        double[] mean = [.. posterior.Mean().Select((r, row) => use(row) ? r : double.NaN)];
        RankingRows part = Subset(all, row => (float)mean[row]);
        return Train(part with
        {
            LabelDraws = [.. Enumerable.Range(0, draws).Select(_ => posterior.Draw(random).Where((_, row) => !double.IsNaN(mean[row])).Select(r => (float)r).ToArray())],
        }, options with { Gain = LabelGain.Linear });
    }

    /// <summary>A logging ranker, from the labels of a few queries.</summary>
    public Committee Logger(string strength, Random random)
    {
        double share = strength switch { "1%" => 0.01, "10%" => 0.1, "strong" => 1, _ => throw new ArgumentException($"'{strength}' is not 1%, 10% or strong.") };
        int take = Math.Max(1, (int)Math.Ceiling(all.Length * share));
        int[] order = [.. all];
        random.Shuffle(order);
        // A query whose labels are all equal teaches nothing; the logger learns from ones that teach.
        int[] chosen = [.. order.Where(q => rows.Labels.AsSpan(starts[q], rows.GroupSizes[q]).ToArray().Distinct().Count() > 1).Take(take)];
        RankingRows part = Subset(chosen, row => rows.Labels[row]);
        return new Committee(One(part, options with
        {
            MinDataInLeaf = Math.Min(options.MinDataInLeaf, Math.Max(2, part.RowCount / 20)), Trees = share == 1 ? options.Trees : 20,
        }));
    }

    /// <summary>Unbiased LambdaMART on sessions; equal sessions are one with a weight. Sessions without a click have no pair, so they are left out.</summary>
    public Committee FromSessions(IEnumerable<(int[] Shown, ulong Clicks, int Count)> sessions)
    {
        var list = sessions.ToList();
        int n = list.Sum(s => s.Shown.Length), f = rows.FeatureCount, at = 0;
        var data = new RankingRows
        {
            FeatureCount = f, Values = new float[(long)n * f], Labels = new float[n], Positions = new int[n],
            GroupSizes = [.. list.Select(s => s.Shown.Length)], QueryWeights = [.. list.Select(s => (float)s.Count)],
        };
        foreach ((int[] shown, ulong clicks, _) in list)
        {
            for (int k = 0; k < shown.Length; k++, at++)
            {
                rows.Values.AsSpan(shown[k] * f, f).CopyTo(data.Values.AsSpan(at * f));
                data.Labels[at] = clicks >> k & 1;
                data.Positions[at] = k + 1;
            }
        }
        double rowsPerDocument = (double)n / rows.RowCount;
        return Train(data, options with
        {
            Debiasing = new PairwiseDebiasing { MaxPosition = ClickWorld.Positions },
            MinDataInLeaf = (int)Math.Max(options.MinDataInLeaf, options.MinDataInLeaf * rowsPerDocument),
        });
    }

    /// <summary>Regression of relevance on features and, where places are given, on the document's place and the mean of the query's other documents; each
    /// part of the queries is predicted by what the other parts teach.</summary>
    public double[] CrossFit(double[] relevance, int folds = 2, double[]? place = null)
    {
        RankingRows known = place is null ? rows : WithContext(relevance, place);
        double[] predicted = new double[rows.RowCount];
        for (int fold = 0; fold < folds; fold++)
        {
            double[] scores = Predict(known, [.. all.Where(q => q % folds != fold)], row => double.IsNaN(relevance[row]) ? float.NaN : (float)Math.Max(0, relevance[row]));
            foreach (int q in all.Where(q => q % folds == fold))
            {
                scores.AsSpan(starts[q]..starts[q + 1]).CopyTo(predicted.AsSpan(starts[q]));
            }
        }
        return predicted;
    }

    /// <summary>The rows with two more columns: the mean relevance of the other documents of the query, and the document's place.</summary>
    private RankingRows WithContext(double[] relevance, double[] place)
    {
        int f = rows.FeatureCount;
        float[] values = new float[rows.RowCount * (f + 2)];
        foreach (int q in all)
        {
            double[] seen = [.. relevance[starts[q]..starts[q + 1]].Where(r => !double.IsNaN(r))];
            double sum = seen.Sum();
            for (int row = starts[q]; row < starts[q + 1]; row++)
            {
                bool own = !double.IsNaN(relevance[row]);
                int others = seen.Length - (own ? 1 : 0);
                rows.Values.AsSpan(row * f, f).CopyTo(values.AsSpan(row * (f + 2)));
                values[(row * (f + 2)) + f] = others == 0 ? float.NaN : (float)((sum - (own ? relevance[row] : 0)) / others);
                values[(row * (f + 2)) + f + 1] = (float)place[row];
            }
        }
        return rows with { Values = values, FeatureCount = f + 2 };
    }

    /// <summary>The regression of regression-EM: all documents seen.</summary>
    public double[] Regress(double[] relevance, double[] shown) => Predict(rows, all, row => shown[row] > 0 ? (float)relevance[row] : float.NaN);

    private double[] Predict(RankingRows from, int[] queries, Func<int, float> label)
    {
        RankerModel model = One(Subset(queries, label, from), options with { Objective = RankingObjective.SquaredError, Trees = 60, Leaves = 8 });
        return Array.ConvertAll(new Committee(model).Score(from), s => (double)s);
    }

    private Committee Train(RankingRows part, LambdaMartOptions with)
    {
        RankingDataset data = RankingDataset.Create(part, OneThread);
        return new([.. Enumerable.Range(0, members).Select(m => new LambdaMartTrainer().Train(data, null, with with { Seed = (with.Seed * 1000) + m }, null, CancellationToken.None))]);
    }

    private static RankerModel One(RankingRows part, LambdaMartOptions with) =>
        new LambdaMartTrainer().Train(RankingDataset.Create(part, OneThread), null, with, null, CancellationToken.None);

    /// <summary>Rows of some queries; those whose label is NaN, and queries that are left empty, are left out.</summary>
    private RankingRows Subset(int[] queries, Func<int, float> label, RankingRows? source = null)
    {
        RankingRows from = source ?? rows;
        List<float> values = [], labels = [];
        List<int> sizes = [];
        foreach (int q in queries)
        {
            int before = labels.Count;
            for (int row = starts[q]; row < starts[q + 1]; row++)
            {
                if (label(row) is var y && !float.IsNaN(y))
                {
                    labels.Add(y);
                    values.AddRange(from.Values.AsSpan(row * from.FeatureCount, from.FeatureCount));
                }
            }
            if (labels.Count > before)
            {
                sizes.Add(labels.Count - before);
            }
        }
        return new RankingRows { Values = [.. values], FeatureCount = from.FeatureCount, GroupSizes = [.. sizes], Labels = [.. labels] };
    }
}
