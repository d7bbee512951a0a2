using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;
using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Learning.Tests;

/// <summary>Learning from simulated clicks on judged data: the LightGBM project's ranking example, beside the clone.</summary>
public sealed class ClickLearningTests
{
    private const int Positions = 10, Seeds = 3;
    private static readonly double[] Examination = [.68, .61, .48, .34, .28, .20, .11, .10, .08, .06];
    private static readonly LambdaMartOptions Options = new() { Trees = 60, Leaves = 15, MinDataInLeaf = 50, FeatureFraction = 0.3, Threads = 1 };

    [Fact]
    public void After_a_weak_logger_the_posterior_beats_naive_clicks()
    {
        (double naive, _, double stratified) = Compare(0.02);
        Assert.True(stratified > naive + 0.005, $"naive {naive:0.0000}, posterior {stratified:0.0000}");
    }

    [Fact]
    public void After_a_strong_logger_its_places_are_evidence_that_the_posterior_uses()
    {
        (_, double plain, double stratified) = Compare(1);
        Assert.True(stratified > plain + 0.01, $"one prior {plain:0.0000}, a prior per place {stratified:0.0000}");
    }

    /// <summary>NDCG@10 on true test labels, mean over seeds: naive rates; posterior with one prior; with a prior per eighth of the mean positions.</summary>
    private static (double Naive, double Plain, double Stratified) Compare(double share)
    {
        string folder = Folder();
        Assert.SkipUnless(Directory.Exists(folder), $"The judged data are not at {folder}.");
        RankingRows train = Read(folder, "rank.train"), test = Read(folder, "rank.test");
        double naive = 0, plain = 0, stratified = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            ClickTable table = Clicks(train, share, seed);
            double[] rate = RelevanceEstimates.Naive(table);
            PositionBiasModel bias = InterventionHarvesting.Estimate(table);
            naive += Ndcg(Train(train, [rate], row => rate[row], seed), test) / Seeds;
            plain += Learn(RelevancePosterior.Fit(table, bias)) / Seeds;
            stratified += Learn(RelevancePosterior.Fit(table, bias, RelevancePosterior.Strata([.. Enumerable.Range(0, table.Documents).Select(table.MeanPosition)], 8))) / Seeds;

            double Learn(RelevancePosterior known)
            {
                var random = new Random(seed);
                double[] mean = [.. known.Mean().Select((r, row) => table.Shown(row) > 0 ? r : double.NaN)];
                return Ndcg(Train(train, [.. Enumerable.Range(0, 20).Select(_ => known.Draw(random))], row => mean[row], seed), test);
            }
        }
        return (naive, plain, stratified);
    }

    /// <summary>100,000 sessions by two rankers that learnt from a share of the queries' labels; half of them interleaved.</summary>
    private static ClickTable Clicks(RankingRows rows, double share, int seed)
    {
        var random = new Random(seed);
        int[][] first = Logger(rows, share, random), second = Logger(rows, share, random);
        var table = new ClickTable(rows.RowCount, Positions);
        for (int session = 0; session < 100_000; session++)
        {
            int q = random.Next(first.Length);
            IReadOnlyList<int> list = random.Next(4) switch { 0 => first[q], 1 => second[q], _ => TeamDraft.Merge<int>([first[q], second[q]], Positions, random.Next()).Items };
            for (int k = 0; k < list.Count; k++)
            {
                table.Add(list[k], k + 1, random.NextDouble() < Examination[k] * (0.1 + (0.9 * (Math.Pow(2, rows.Labels[list[k]]) - 1) / 15)));
            }
        }
        return table;
    }

    private static int[][] Logger(RankingRows rows, double share, Random random)
    {
        bool[] taught = [.. rows.GroupSizes.SelectMany(size => Enumerable.Repeat(random.NextDouble() < share, size))];
        double[] labels = [.. rows.Labels.Select((y, row) => taught[row] ? y : double.NaN)];
        float[] scores = new float[rows.RowCount];
        Train(rows, [labels], row => labels[row], random.Next()).Score(rows.Values, scores);
        int[][] rankings = new int[rows.GroupSizes.Length][];
        for (int q = 0, start = 0; q < rankings.Length; start += rows.GroupSizes[q++])
        {
            int[] order = new int[rows.GroupSizes[q]];
            RankingMetrics.Rank(scores.AsSpan(start, order.Length), order);
            int from = start;
            rankings[q] = [.. order.Take(Positions).Select(i => from + i)];
        }
        return rankings;
    }

    /// <summary>Trains on the rows that are known (not NaN).</summary>
    private static RankerModel Train(RankingRows rows, double[][] draws, Func<int, double> label, int seed)
    {
        List<float> values = [];
        List<int> sizes = [], kept = [];
        for (int q = 0, start = 0; q < rows.GroupSizes.Length; start += rows.GroupSizes[q++])
        {
            int[] known = [.. Enumerable.Range(start, rows.GroupSizes[q]).Where(row => !double.IsNaN(label(row)))];
            kept.AddRange(known);
            if (known.Length > 0)
            {
                sizes.Add(known.Length);
            }
        }
        foreach (int row in kept)
        {
            values.AddRange(rows.Values.AsSpan(row * rows.FeatureCount, rows.FeatureCount));
        }
        var part = new RankingRows
        {
            Values = [.. values], FeatureCount = rows.FeatureCount, GroupSizes = [.. sizes], Labels = [.. kept.Select(row => (float)label(row))],
            LabelDraws = [.. draws.Select(draw => kept.Select(row => (float)draw[row]).ToArray())],
        };
        return new LambdaMartTrainer().Train(RankingDataset.Create(part, new BinningOptions { Threads = 1 }), null, Options with { Seed = seed, Gain = LabelGain.Linear }, null, CancellationToken.None);
    }

    private static double Ndcg(RankerModel model, RankingRows test)
    {
        float[] scores = new float[test.RowCount];
        model.Score(test.Values, scores);
        return RankingMetrics.Mean(scores, test.Labels, test.GroupSizes, (s, l) => RankingMetrics.Ndcg(s, l, 10));
    }

    private static RankingRows Read(string folder, string name)
    {
        using FileStream rows = File.OpenRead(Path.Combine(folder, name)), groups = File.OpenRead(Path.Combine(folder, name + ".query"));
        return LetorReader.Read(rows, groups, 300);
    }

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root.Parent is not null && !File.Exists(Path.Combine(root.FullName, "FeedbackLoop.sln")))
        {
            root = root.Parent;
        }
        return Path.GetFullPath(Path.Combine(root.FullName, "..", "shared", "data", "ltr", "lightgbm-example"));
    }
}
