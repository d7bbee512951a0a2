using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;

namespace FeedbackLoop.Learning.Tests;

public sealed class LambdaMartPropertyTests
{
    private static readonly LambdaMartOptions Small = new() { Trees = 20, Leaves = 8, MinDataInLeaf = 5, Threads = 1 };

    [Fact]
    public void A_monotone_feature_stays_monotone()
    {
        RankingRows rows = RankingWorld.Rows(seed: 4, queries: 60, perQuery: 15, features: 3);
        var noisy = new Random(1);
        rows = rows with { Labels = [.. rows.Labels.Select(l => noisy.NextDouble() < 0.3 ? 4 - l : l)] };
        RankerModel model = Train(rows, Small with { Trees = 60, Monotone = [1, 0, -1] });
        var random = new Random(2);
        for (int round = 0; round < 300; round++)
        {
            float[] row = [(float)random.NextDouble(), (float)random.NextDouble(), (float)random.NextDouble()];
            float[] scores = new float[3];
            model.Score([row[0], row[1], row[2], row[0] + 0.2f, row[1], row[2], row[0], row[1], row[2] + 0.2f], scores);
            Assert.True(scores[1] >= scores[0] && scores[2] <= scores[0], $"{scores[0]} {scores[1]} {scores[2]}");
        }
    }

    [Fact]
    public void The_order_of_the_queries_does_not_matter()
    {
        RankingRows rows = RankingWorld.Rows(seed: 5, queries: 40, perQuery: 10, features: 4);
        int[] order = [.. Enumerable.Range(0, 40)];
        new Random(3).Shuffle(order);
        RankingRows shuffled = rows with
        {
            Values = [.. order.SelectMany(q => rows.Values[(q * 40)..((q * 40) + 40)])], Labels = [.. order.SelectMany(q => rows.Labels[(q * 10)..((q * 10) + 10)])],
        };
        float[] a = Scores(Train(rows, Small), rows), b = Scores(Train(shuffled, Small), rows);
        for (int i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i], b[i], 3);
        }
    }

    [Fact]
    public void The_order_of_the_documents_does_not_matter_where_scores_differ()
    {
        // Equal scores are ranked in the given order, so the property is about distinct ones: each row's gradient must go with it.
        RankingRows rows = RankingWorld.Rows(seed: 5, queries: 1, perQuery: 50, features: 1);
        var random = new Random(3);
        float[] scores = [.. Enumerable.Range(0, 50).Select(_ => random.NextSingle())], g = new float[50], h = new float[50], shuffledG = new float[50];
        int[] order = [.. Enumerable.Range(0, 50)];
        random.Shuffle(order);
        RankingRows shuffled = rows with { Values = [.. order.Select(i => rows.Values[i])], Labels = [.. order.Select(i => rows.Labels[i])] };
        using var team = new WorkerTeam(1);
        new LambdaGradients(RankingDataset.Create(rows), Small, 1).Compute(team, scores, g, h);
        new LambdaGradients(RankingDataset.Create(shuffled), Small, 1).Compute(team, [.. order.Select(i => scores[i])], shuffledG, h);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(g[order[i]], shuffledG[i]);
        }
    }

    [Fact]
    public void Doubling_a_querys_weight_equals_doubling_its_rows()
    {
        RankingRows rows = RankingWorld.Rows(seed: 6, queries: 30, perQuery: 12, features: 4);
        float[] weights = [.. Enumerable.Range(0, 30).Select(q => q % 3 == 0 ? 2f : 1f)];
        var doubledValues = new List<float>(rows.Values);
        var doubledLabels = new List<float>(rows.Labels);
        var sizes = new List<int>(rows.GroupSizes);
        for (int q = 0; q < 30; q += 3)
        {
            doubledValues.AddRange(rows.Values.AsSpan(q * 12 * 4, 12 * 4));
            doubledLabels.AddRange(rows.Labels.AsSpan(q * 12, 12));
            sizes.Add(12);
        }
        RankingRows doubled = rows with { Values = [.. doubledValues], Labels = [.. doubledLabels], GroupSizes = [.. sizes] };
        LambdaMartOptions options = Small with { MinDataInLeaf = 0, MinHessianInLeaf = 1e-3 };
        RankingDataset shared = RankingDataset.Create(rows with { QueryWeights = weights }, new BinningOptions { MinDataInBin = 1 });
        RankerModel weighted = new LambdaMartTrainer().Train(shared, null, options, null, CancellationToken.None);
        RankerModel repeated = new LambdaMartTrainer().Train(RankingDataset.Create(doubled, shareBinsOf: shared), null, options, null, CancellationToken.None);
        float[] a = Scores(weighted, rows), b = Scores(repeated, rows);
        for (int i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i], b[i], 3);
        }
    }

    [Theory]
    [InlineData(31, 0.0)]
    [InlineData(31, 0.2)]
    [InlineData(100, 0.1)]
    public void Vector_scoring_equals_walking_the_trees(int leaves, double missing)
    {
        RankingRows rows = RankingWorld.Rows(seed: 7, queries: 50, perQuery: 21, features: 9, missing);
        RankerModel model = Train(rows, Small with { Leaves = leaves, Trees = 30 });
        foreach (int count in (int[])[1, 15, 16, 17, 32, 33, 64, 65, 100, rows.RowCount])
        {
            float[] fast = new float[count], slow = new float[count];
            model.Score(rows.Values.AsSpan(0, count * 9), fast);
            model.ScoreScalar(rows.Values.AsSpan(0, count * 9), slow);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(slow[i], fast[i], 4);
            }
        }
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        RankingRows rows = RankingWorld.Rows(seed: 8, queries: 30, perQuery: 20, features: 40);
        RankerModel model = Train(rows, Small with { Leaves = 31 });
        float[] scores = new float[100];
        model.Score(rows.Values.AsSpan(0, 4000), scores);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            model.Score(rows.Values.AsSpan(0, 4000), scores);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Shapley_values_add_up_to_the_score_and_match_the_definition()
    {
        RankingRows rows = RankingWorld.Rows(seed: 9, queries: 40, perQuery: 15, features: 4);
        RankerModel model = Train(rows, Small with { Trees = 5 });
        for (int r = 0; r < 20; r++)
        {
            float[] row = rows.Values[(r * 4)..((r * 4) + 4)];
            Explanation explanation = model.Explain(row);
            float[] score = new float[1];
            model.Score(row, score);
            Assert.Equal(score[0], explanation.Base + explanation.Contributions.Sum(c => c.Contribution), 4);
            double[] expected = BruteForce(model, row);
            for (int f = 0; f < 4; f++)
            {
                Assert.Equal(expected[f], explanation.Contributions[f].Contribution, 4);
            }
        }
    }

    [Fact]
    public void A_category_decides_where_numbers_cannot()
    {
        // Categories 1, 4, 7, … are good: no order of the numbers shows it with few splits.
        var random = new Random(10);
        int n = 1200;
        float[] values = [.. Enumerable.Range(0, n).Select(_ => (float)random.Next(30))];
        RankingRows rows = new() { Values = values, FeatureCount = 1, GroupSizes = [.. Enumerable.Repeat(12, 100)], Labels = [.. values.Select(v => v % 3 == 1 ? 1f : 0f)], Categorical = [true] };
        RankerModel model = Train(rows, Small with { Trees = 3, Leaves = 2 });
        Assert.Equal(1, RankingMetrics.Mean(Scores(model, rows), rows.Labels, rows.GroupSizes, (s, l) => RankingMetrics.Ndcg(s, l, 5)), 6);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        Assert.Equal(Scores(model, rows), Scores(RankerModel.Load(file), rows));
    }

    [Fact]
    public void Warm_start_continues_where_the_model_ended()
    {
        RankingRows rows = RankingWorld.Rows(seed: 11, queries: 40, perQuery: 12, features: 4);
        RankingDataset data = RankingDataset.Create(rows);
        var trainer = new LambdaMartTrainer();
        RankerModel whole = trainer.Train(data, null, Small with { Trees = 10 }, null, CancellationToken.None);
        RankerModel half = trainer.Train(data, null, Small with { Trees = 5 }, null, CancellationToken.None);
        RankerModel continued = trainer.Train(RankingDataset.Create(rows, shareBinsOf: data, initial: half), null, Small with { Trees = 5 }, null, CancellationToken.None);
        Assert.Equal(10, continued.TreeCount);
        float[] a = Scores(whole, rows), b = Scores(continued, rows);
        for (int i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i], b[i], 3);
        }
    }

    [Fact]
    public void Early_stopping_keeps_the_best_length()
    {
        RankingRows train = RankingWorld.Rows(seed: 12, queries: 30, perQuery: 10, features: 10), held = RankingWorld.Rows(seed: 13, queries: 30, perQuery: 10, features: 10);
        RankingDataset data = RankingDataset.Create(train), validation = RankingDataset.Create(held, shareBinsOf: data);
        var seen = new List<double>();
        var progress = new Recorder(p => seen.Add(p.ValidationNdcg!.Value));
        RankerModel model = new LambdaMartTrainer().Train(data, validation, Small with { Trees = 200, EarlyStoppingRounds = 10 }, progress, CancellationToken.None);
        Assert.Equal(seen.IndexOf(seen.Max()) + 1, model.TreeCount);
        Assert.Equal(seen.Max(), Ndcg(Scores(model, held), held), 4);
    }

    [Fact]
    public void Map_objective_bagging_and_regression_learn_too()
    {
        RankingRows rows = RankingWorld.Rows(seed: 14, queries: 60, perQuery: 12, features: 5);
        RankingRows binary = rows with { Labels = [.. rows.Labels.Select(l => l >= 3 ? 1f : 0f)] };
        float[] byMap = Scores(Train(binary, Small with { Objective = RankingObjective.Map }), binary);
        Assert.True(RankingMetrics.Mean(byMap, binary.Labels, binary.GroupSizes, (s, l) => RankingMetrics.AveragePrecision(s, l)) > 0.9);
        Assert.True(Ndcg(Scores(Train(rows, Small with { BaggingFraction = 0.5, BaggingFrequency = 1, FeatureFraction = 0.8, L1 = 0.01, L2 = 1 }), rows), rows) > 0.9);
        float[] predicted = Scores(Train(rows, Small with { Objective = RankingObjective.SquaredError, Trees = 100 }), rows);
        Assert.True(predicted.Zip(rows.Labels, (p, l) => (p - l) * (p - l)).Average() < 0.1);
    }

    [Fact]
    public void Bad_options_and_data_are_named()
    {
        RankingRows rows = RankingWorld.Rows(seed: 15, queries: 5, perQuery: 4, features: 2);
        Assert.Contains("Leaves", Assert.Throws<ArgumentException>(() => Train(rows, Small with { Leaves = 1 })).Message);
        Assert.Contains("GroupSizes", Assert.Throws<ArgumentException>(() => RankingDataset.Create(rows with { GroupSizes = [3] })).Message);
        Assert.Contains("Values", Assert.Throws<ArgumentException>(() => RankingDataset.Create(rows with { Values = [1] })).Message);
        Assert.Contains("Labels", Assert.Throws<ArgumentException>(() => RankingDataset.Create(rows with { Labels = [.. rows.Labels[1..], float.NaN] })).Message);
    }

    [Fact]
    public void Letor_text_is_read_and_bad_lines_are_named()
    {
        RankingRows rows = LetorReader.Read(Text("2 qid:1 1:0.5 3:-2e1 # doc\r\n0 qid:1 2:7\n1 qid:2 1:1\n"));
        Assert.Equal([0.5f, 0, -20, 0, 7, 0, 1, 0, 0], rows.Values);
        Assert.Equal([2, 1], rows.GroupSizes);
        Assert.Equal([2, 0, 1], rows.Labels);
        RankingRows table = LetorReader.Read(Text("1\t0.5\t\n0\t1\t3\n"), Text("2\n"));
        Assert.Equal([0.5f, 0, 1, 3], table.Values.Select(v => float.IsNaN(v) ? 0 : v));
        Assert.StartsWith("Line 2", Assert.Throws<InvalidDataException>(() => LetorReader.Read(Text("1 qid:1 1:1\n1 qid:1 1:x\n"))).Message);
        Assert.Contains("cover 3", Assert.Throws<InvalidDataException>(() => LetorReader.Read(Text("1 1:1\n0 1:2\n"), Text("3\n"))).Message);
    }

    private static MemoryStream Text(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    private static RankerModel Train(RankingRows rows, LambdaMartOptions options) =>
        new LambdaMartTrainer().Train(RankingDataset.Create(rows), null, options, null, CancellationToken.None);

    private static float[] Scores(RankerModel model, RankingRows rows)
    {
        float[] scores = new float[rows.RowCount];
        model.Score(rows.Values, scores);
        return scores;
    }

    private static double Ndcg(float[] scores, RankingRows rows) => RankingMetrics.Mean(scores, rows.Labels, rows.GroupSizes, (s, l) => RankingMetrics.Ndcg(s, l, 10));

    /// <summary>Shapley values by their definition: over all subsets of features, absent ones averaged by cover.</summary>
    private static double[] BruteForce(RankerModel model, float[] row)
    {
        int f = row.Length;
        double[] worth = new double[1 << f], phi = new double[f];
        for (int set = 0; set < worth.Length; set++)
        {
            worth[set] = model.Trees.Sum(tree => tree.LeafCount == 1 ? tree.LeafValue[0] : Expected(tree, 0, row, set));
        }
        for (int i = 0; i < f; i++)
        {
            for (int set = 0; set < worth.Length; set++)
            {
                if ((set >> i & 1) == 0)
                {
                    int size = System.Numerics.BitOperations.PopCount((uint)set);
                    phi[i] += Factorial(size) * Factorial(f - size - 1) / Factorial(f) * (worth[set | (1 << i)] - worth[set]);
                }
            }
        }
        return phi;
    }

    private static double Expected(Tree tree, int node, float[] row, int set)
    {
        if (node < 0)
        {
            return tree.LeafValue[~node];
        }
        (int left, int right) = (tree.Left[node], tree.Right[node]);
        if ((set >> tree.Feature[node] & 1) != 0)
        {
            return Expected(tree, tree.GoesLeft(node, row[tree.Feature[node]]) ? left : right, row, set);
        }
        double coverLeft = left < 0 ? tree.LeafCover[~left] : tree.Cover[left], coverRight = right < 0 ? tree.LeafCover[~right] : tree.Cover[right];
        return ((coverLeft * Expected(tree, left, row, set)) + (coverRight * Expected(tree, right, row, set))) / (coverLeft + coverRight);
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private sealed class Recorder(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
