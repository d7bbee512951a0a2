using System.CommandLine;
using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;
using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>clicks</c>: how much of what true labels teach can be learnt from biased clicks.</summary>
public static class ClicksCommand
{
    public static Command Create()
    {
        var train = new Option<FileInfo[]>("--train") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Training rows; several files are taken together." };
        var trainQuery = new Option<FileInfo?>("--train-query") { Description = "Rows per query." };
        var test = new Option<FileInfo>("--test") { Required = true, Description = "Test rows." };
        var testQuery = new Option<FileInfo?>("--test-query") { Description = "Rows per test query." };
        var sessions = new Option<int>("--sessions") { DefaultValueFactory = _ => 100_000, Description = "Sessions, those without a click included." };
        var eta = new Option<double>("--eta") { DefaultValueFactory = _ => 1, Description = "Severity of the position bias." };
        var noise = new Option<double>("--noise") { DefaultValueFactory = _ => 0.1, Description = "Chance of a click on an examined irrelevant result." };
        var trust = new Option<bool>("--trust") { Arity = ArgumentArity.ZeroOrOne, Description = "Adds trust bias." };
        var logger = new Option<string>("--logger") { DefaultValueFactory = _ => "1%", Description = "Logging ranker: trained on 1%, 10% or (strong) all of the queries' labels." };
        var variation = new Option<bool>("--variation") { Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => true, Description = "A second ranker of the same strength competes: half of the sessions interleave both, a quarter each shows one, as in the product while it tests one; false is one fixed ranking per query." };
        var estimators = new Option<string>("--estimators") { DefaultValueFactory = _ => "naive,oracle-propensity,em,harvest,unbiased,dr,bayes,labels", Description = "Which to report. bayes: empirical Bayes with a prior per quintile of a cross-fitted regression, propensities harvested." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "First seed." };
        var seeds = new Option<int>("--seeds") { DefaultValueFactory = _ => 1, Description = "Seeds to run; their means and 95 % intervals come last." };
        var trees = new Option<int>("--trees") { DefaultValueFactory = _ => 100, Description = "Trees." };
        var leaves = new Option<int>("--leaves") { DefaultValueFactory = _ => 15, Description = "Leaves." };
        var rate = new Option<double>("--rate") { DefaultValueFactory = _ => 0.1, Description = "Learning rate." };
        var fraction = new Option<double>("--feature-fraction") { DefaultValueFactory = _ => 1, Description = "Share of the features that each tree may use; below 1 the rankers, that from labels too, differ by seed." };
        var minData = new Option<int>("--min-data") { DefaultValueFactory = _ => 20, Description = "Least rows per leaf." };
        var command = new Command("clicks", "Simulates biased clicks on judged data, learns from them in several ways, and reports NDCG@10 on true test labels and the propensities found.")
        {
            train, trainQuery, test, testQuery, sessions, eta, noise, trust, logger, variation, estimators, seed, seeds, trees, leaves, minData, rate, fraction,
        };
        command.SetAction(parse =>
        {
            RankingRows rows = RankingFiles.Read(parse.GetValue(train)!, parse.GetValue(trainQuery));
            RankingRows held = RankingFiles.Read([parse.GetValue(test)!], parse.GetValue(testQuery), rows.FeatureCount);
            var options = new LambdaMartOptions { Trees = parse.GetValue(trees), Leaves = parse.GetValue(leaves), MinDataInLeaf = parse.GetValue(minData), LearningRate = parse.GetValue(rate), FeatureFraction = parse.GetValue(fraction), Threads = 1 };
            var world = ClickWorld.Create(rows, parse.GetValue(eta), parse.GetValue(noise), parse.GetValue(trust));
            string[] names = parse.GetValue(estimators)!.Split(',', StringSplitOptions.TrimEntries);
            var results = new List<Dictionary<string, double>>();
            for (int s = 0; s < parse.GetValue(seeds); s++)
            {
                var experiment = new ClickExperiment(world, held, options with { Seed = parse.GetValue(seed) + s }, parse.GetValue(seed) + s);
                results.Add(experiment.Run(parse.GetValue(sessions), parse.GetValue(logger)!, parse.GetValue(variation), names));
            }
            if (results.Count > 1)
            {
                BenchResult.Print(new { Bench = "clicks-summary", Seeds = results.Count, Ndcg10 = names.ToDictionary(n => n, n => Summary(results.Select(r => r[n]))), GapClosed = Gaps(names, results) });
            }
        });
        return command;
    }

    private static Dictionary<string, object> Gaps(string[] names, List<Dictionary<string, double>> results)
    {
        if (!names.Contains("naive") || !names.Contains("labels"))
        {
            return [];
        }
        // The ratio of mean differences: single seeds' gaps can be near zero.
        double gap = results.Average(r => r["labels"] - r["naive"]);
        return names.Where(n => n is not ("naive" or "labels")).ToDictionary(n => n, n => Summary(results.Select(r => (r[n] - r["naive"]) / gap)));
    }

    private static object Summary(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average(), deviation = Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, all.Length - 1)), half = 2.262 * deviation / Math.Sqrt(all.Length);
        return new { Mean = Math.Round(mean, 4), Low = Math.Round(mean - half, 4), High = Math.Round(mean + half, 4) };
    }
}
