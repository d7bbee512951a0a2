using System.CommandLine;
using System.Diagnostics;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>ltr</c>: trains LambdaMART on a file and tests it on another.</summary>
public static class LtrCommand
{
    public static Command Create()
    {
        var train = new Option<FileInfo>("--train") { Required = true, Description = "Training rows: LETOR/SVMlight, or TSV with the label first." };
        var trainQuery = new Option<FileInfo?>("--train-query") { Description = "Rows per query, one number a line; without it the rows have qid:." };
        var test = new Option<FileInfo>("--test") { Required = true, Description = "Test rows." };
        var testQuery = new Option<FileInfo?>("--test-query") { Description = "Rows per test query." };
        var trees = new Option<int>("--trees") { DefaultValueFactory = _ => 100, Description = "Trees." };
        var leaves = new Option<int>("--leaves") { DefaultValueFactory = _ => 31, Description = "Leaves per tree." };
        var bins = new Option<int>("--bins") { DefaultValueFactory = _ => 255, Description = "Most bins per feature." };
        var rate = new Option<double>("--rate") { DefaultValueFactory = _ => 0.1, Description = "Learning rate." };
        var minData = new Option<int>("--min-data") { DefaultValueFactory = _ => 20, Description = "Least rows per leaf." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => 2, Description = "Threads." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed." };
        var repeat = new Option<int>("--repeat") { DefaultValueFactory = _ => 1, Description = "Trains so many times and reports the median time; the first run also pays for compilation." };
        var command = new Command("ltr", "Trains LambdaMART and reports load and training time, NDCG on the test rows, and scoring time.")
        {
            train, trainQuery, test, testQuery, trees, leaves, bins, rate, minData, threads, seed, repeat,
        };
        command.SetAction(parse =>
        {
            var options = new LambdaMartOptions
            {
                Trees = parse.GetValue(trees), Leaves = parse.GetValue(leaves), LearningRate = parse.GetValue(rate),
                MinDataInLeaf = parse.GetValue(minData), Threads = parse.GetValue(threads), Seed = parse.GetValue(seed),
            };
            Run(parse.GetValue(train)!, parse.GetValue(trainQuery), parse.GetValue(test)!, parse.GetValue(testQuery), parse.GetValue(bins), options, parse.GetValue(repeat));
        });
        return command;
    }

    private static void Run(FileInfo train, FileInfo? trainQuery, FileInfo test, FileInfo? testQuery, int bins, LambdaMartOptions options, int repeat)
    {
        var clock = Stopwatch.StartNew();
        RankingRows rows = RankingFiles.Read(train, trainQuery);
        RankingDataset data = RankingDataset.Create(rows, new BinningOptions { MaxBins = bins, Threads = options.Threads, Seed = options.Seed });
        double loadSeconds = clock.Elapsed.TotalSeconds;
        (int rowCount, int features) = (rows.RowCount, rows.FeatureCount);
        rows = null!; // the raw values are not needed any more
        List<double> seconds = [], processor = [];
        RankerModel model = null!;
        for (int i = 0; i < repeat; i++)
        {
            clock.Restart();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            model = new LambdaMartTrainer().Train(data, null, options, null, CancellationToken.None);
            seconds.Add(clock.Elapsed.TotalSeconds);
            processor.Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }
        seconds.Sort();
        processor.Sort();
        RankingRows held = RankingFiles.Read(test, testQuery, features);
        float[] scores = new float[held.RowCount];
        model.Score(held.Values, scores);
        BenchResult.Print(new
        {
            Bench = "ltr",
            LoadS = Math.Round(loadSeconds, 3),
            TrainS = Math.Round(seconds[seconds.Count / 2], 4),
            TrainCpuS = Math.Round(processor[processor.Count / 2], 4),
            Ndcg1 = Ndcg(1),
            Ndcg3 = Ndcg(3),
            Ndcg5 = Ndcg(5),
            Ndcg10 = Ndcg(10),
            PredictUsPer100Docs = Math.Round(MicrosecondsPer100(model, held), 2),
            Rows = rowCount,
            Features = features,
            model.TreeCount,
            options.Seed,
            options.Threads,
        });

        double Ndcg(int cutoff) => Math.Round(RankingMetrics.Mean(scores, held.Labels, held.GroupSizes, (s, l) => RankingMetrics.Ndcg(s, l, cutoff)), 5);
    }

    /// <summary>Median time to score 100 documents on this thread.</summary>
    private static double MicrosecondsPer100(RankerModel model, RankingRows rows)
    {
        float[] batch = new float[100 * rows.FeatureCount], scores = new float[100];
        for (int i = 0; i < 100; i++)
        {
            rows.Values.AsSpan(i % rows.RowCount * rows.FeatureCount, rows.FeatureCount).CopyTo(batch.AsSpan(i * rows.FeatureCount));
        }
        var times = new List<double>();
        for (int round = 0; round < 2000; round++)
        {
            long start = Stopwatch.GetTimestamp();
            model.Score(batch, scores);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }
}
