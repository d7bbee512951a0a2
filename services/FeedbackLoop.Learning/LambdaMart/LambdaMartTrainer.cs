using FeedbackLoop.Learning.Metrics;

namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Trains a <see cref="RankerModel"/> by LambdaMART: gradient-boosted regression trees on lambda gradients (Burges 2010), grown leaf-wise on
/// histograms as in LightGBM (Ke et al. 2017). The same options and data give the same model, bit for bit, on any number of threads.</summary>
public sealed class LambdaMartTrainer : IRankerTrainer
{
    /// <inheritdoc/>
    public string Name => "lambdamart";

    /// <inheritdoc/>
    public bool NeedsRows => false;

    /// <inheritdoc/>
    public RankerModel Train(RankingDataset train, RankingDataset? validation, LambdaMartOptions options, IProgress<TrainingProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(train.FeatureCount);
        if (validation is not null && !ReferenceEquals(validation.Bins, train.Bins))
        {
            throw new ArgumentException("The validation data must share the bins of the training data.", nameof(validation));
        }
        if (options.EarlyStoppingRounds > 0 && validation is null)
        {
            throw new ArgumentException("EarlyStoppingRounds needs validation data.", nameof(options));
        }
        using var team = new WorkerTeam(options.Threads);
        using var grower = new TreeGrower(train, options, team);
        var lambdas = new LambdaGradients(train, options, team.Size);
        var packed = new PackedGradients(train.RowCount);
        var random = new Random(options.Seed);
        float[] scores = StartScores(train), validationScores = validation is null ? [] : StartScores(validation);
        float[] gradients = new float[train.RowCount], hessians = new float[train.RowCount];
        List<Tree> trees = [.. train.Initial?.Trees ?? []];
        int initial = trees.Count, bestLength = initial;
        double bestNdcg = double.NegativeInfinity;
        int[]? bag = null;
        for (int t = 0; t < options.Trees; t++)
        {
            ct.ThrowIfCancellationRequested();
            lambdas.Compute(team, scores, gradients, hessians);
            bag = NextBag(train, options, random, t, bag);
            if (!packed.Pack(team, gradients, hessians))
            {
                break; // no pair left to learn from
            }
            int count = FillRows(grower, train, bag);
            Tree tree = grower.Grow(packed, count, SampleFeatures(train, options, random));
            SetLeafValues(tree, grower, gradients, hessians, options);
            trees.Add(tree);
            AddScores(team, tree, grower, train, bag is not null, scores);
            double? ndcg = null;
            if (validation is not null)
            {
                AddByBins(team, tree, validation, validationScores);
                ndcg = MeanNdcg(validation, validationScores, options);
                if (ndcg > bestNdcg)
                {
                    bestNdcg = ndcg.Value;
                    bestLength = trees.Count;
                }
            }
            progress?.Report(new TrainingProgress(t + 1, options.Trees, ndcg));
            if (options.EarlyStoppingRounds > 0 && trees.Count - bestLength >= options.EarlyStoppingRounds)
            {
                break;
            }
        }
        int length = options.EarlyStoppingRounds > 0 ? bestLength : trees.Count;
        return new RankerModel([.. train.FeatureNames], [.. trees.Take(length)], lambdas.Debiasing?.Clicked, lambdas.Debiasing?.Unclicked);
    }

    private static float[] StartScores(RankingDataset data) => data.InitialScores is null ? new float[data.RowCount] : (float[])data.InitialScores.Clone();

    /// <summary>Draws whole queries without replacement; null is every query.</summary>
    private static int[]? NextBag(RankingDataset data, LambdaMartOptions options, Random random, int tree, int[]? current)
    {
        if (options.BaggingFrequency == 0 || options.BaggingFraction >= 1)
        {
            return null;
        }
        if (tree % options.BaggingFrequency != 0)
        {
            return current;
        }
        int[] queries = [.. Enumerable.Range(0, data.QueryCount)];
        int take = Math.Max(1, (int)Math.Round(data.QueryCount * options.BaggingFraction));
        for (int i = 0; i < take; i++)
        {
            int other = random.Next(i, queries.Length);
            (queries[i], queries[other]) = (queries[other], queries[i]);
        }
        int[] bag = queries[..take];
        Array.Sort(bag);
        return bag;
    }

    private static int FillRows(TreeGrower grower, RankingDataset data, int[]? bag)
    {
        Span<int> rows = grower.Rows;
        if (bag is null)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = i;
            }
            return rows.Length;
        }
        int count = 0;
        foreach (int q in bag)
        {
            for (int row = data.QueryStarts[q]; row < data.QueryStarts[q + 1]; row++)
            {
                rows[count++] = row;
            }
        }
        return count;
    }

    private static bool[] SampleFeatures(RankingDataset data, LambdaMartOptions options, Random random)
    {
        var used = new bool[data.FeatureCount];
        if (options.FeatureFraction >= 1)
        {
            Array.Fill(used, true);
            return used;
        }
        int[] features = [.. Enumerable.Range(0, data.FeatureCount)];
        random.Shuffle(features);
        foreach (int feature in features.Take(Math.Max(1, (int)Math.Round(data.FeatureCount * options.FeatureFraction))))
        {
            used[feature] = true;
        }
        return used;
    }

    /// <summary>Newton step of each leaf from the exact gradients; the packed ones only choose the splits.</summary>
    private static void SetLeafValues(Tree tree, TreeGrower grower, float[] gradients, float[] hessians, LambdaMartOptions options)
    {
        ReadOnlySpan<int> rows = grower.Rows;
        for (int leaf = 0; leaf < tree.LeafCount; leaf++)
        {
            double g = 0, h = 0;
            foreach (int row in rows[grower.LeafRows(leaf)])
            {
                g += gradients[row];
                h += hessians[row];
            }
            LeafBounds bounds = grower.Bounds(leaf);
            double value = h + options.L2 > 0 ? -Math.Sign(g) * Math.Max(0, Math.Abs(g) - options.L1) / (h + options.L2) : 0;
            tree.LeafValue[leaf] = (float)(Math.Clamp(value, bounds.Low, bounds.High) * options.LearningRate);
        }
    }

    private static void AddScores(WorkerTeam team, Tree tree, TreeGrower grower, RankingDataset data, bool bagged, float[] scores)
    {
        if (bagged)
        {
            AddByBins(team, tree, data, scores);
            return;
        }
        team.Run(tree.LeafCount, (leaf, _) =>
        {
            float value = tree.LeafValue[leaf];
            foreach (int row in grower.Rows[grower.LeafRows(leaf)])
            {
                scores[row] += value;
            }
        });
    }

    private static void AddByBins(WorkerTeam team, Tree tree, RankingDataset data, float[] scores)
    {
        const int RowsPerTask = 4096;
        team.Run((data.RowCount + RowsPerTask - 1) / RowsPerTask, (task, _) =>
        {
            for (int row = task * RowsPerTask; row < Math.Min(data.RowCount, (task + 1) * RowsPerTask); row++)
            {
                scores[row] += tree.LeafValue[tree.LeafOfBins(data, row)];
            }
        });
    }

    private static double MeanNdcg(RankingDataset data, float[] scores, LambdaMartOptions options)
    {
        double sum = 0;
        for (int q = 0; q < data.QueryCount; q++)
        {
            int start = data.QueryStarts[q], size = data.QueryStarts[q + 1] - start;
            sum += RankingMetrics.Ndcg(scores.AsSpan(start, size), data.Labels.AsSpan(start, size), options.ValidationCutoff, options.Gain == LabelGain.Linear);
        }
        return sum / data.QueryCount;
    }
}
