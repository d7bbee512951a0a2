using System.CommandLine;
using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>clicks</c>: how much of what true labels teach can be learnt from biased clicks.</summary>
public static class ClicksCommand
{
    public static Command Create()
    {
        var train = new Option<FileInfo[]>("--train") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Training rows; several files are taken together." };
        var trainQuery = new Option<FileInfo?>("--train-query") { Description = "Rows per query." };
        var test = new Option<FileInfo?>("--test") { Description = "Test rows; without them --folds is needed." };
        var testQuery = new Option<FileInfo?>("--test-query") { Description = "Rows per test query." };
        var folds = new Option<int>("--folds") { Description = "Instead of a test file: cross-validation inside the training data; several files are the folds, a single one is cut into so many by query." };
        var sessions = new Option<int>("--sessions") { DefaultValueFactory = _ => 100_000, Description = "Sessions, those without a click included." };
        var eta = new Option<double>("--eta") { DefaultValueFactory = _ => 1, Description = "Severity of the position bias." };
        var noise = new Option<double>("--noise") { DefaultValueFactory = _ => 0.1, Description = "Chance of a click on an examined irrelevant result." };
        var trust = new Option<bool>("--trust") { Arity = ArgumentArity.ZeroOrOne, Description = "Adds trust bias." };
        var logger = new Option<string>("--logger") { DefaultValueFactory = _ => "1%", Description = "Logging ranker: trained on 1%, 10% or (strong) all of the queries' labels." };
        var variation = new Option<bool>("--variation") { Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => true, Description = "A second ranker of the same strength competes: half of the sessions interleave both, a quarter each shows one, as in the product while it tests one; false is one fixed ranking per query." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 1, Description = "After each such part of the sessions every estimator's own newest ranker shows the results; the one before it competes. 1: fixed loggers." };
        var members = new Option<int>("--members") { DefaultValueFactory = _ => 1, Description = "Rankers per estimator, that from labels too, trained with different seeds; their scores are added. Differ only with --feature-fraction or --bagging below 1." };
        var bagging = new Option<double>("--bagging") { DefaultValueFactory = _ => 1, Description = "Share of the queries that each tree learns from." };
        var estimators = new Option<string>("--estimators") { DefaultValueFactory = _ => "naive,shown-labels,oracle-propensity,em,harvest,posterior,trust,dr,unbiased,labels", Description = "Which to report. shown-labels: true labels of what was ever shown, the ceiling of the protocol; harvest: posterior means as labels, propensities harvested; posterior: trees on draws from the posterior; oracle-propensity, em and trust: the same with true propensities, with those of regression-EM, with trust bias." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "First seed." };
        var seeds = new Option<int>("--seeds") { DefaultValueFactory = _ => 1, Description = "Seeds to run; their means and 95 % intervals come last." };
        var trees = new Option<int>("--trees") { DefaultValueFactory = _ => 100, Description = "Trees." };
        var leaves = new Option<int>("--leaves") { DefaultValueFactory = _ => 15, Description = "Leaves." };
        var rate = new Option<double>("--rate") { DefaultValueFactory = _ => 0.1, Description = "Learning rate." };
        var fraction = new Option<double>("--feature-fraction") { DefaultValueFactory = _ => 1, Description = "Share of the features that each tree may use; below 1 the rankers, that from labels too, differ by seed." };
        var minData = new Option<int>("--min-data") { DefaultValueFactory = _ => 20, Description = "Least rows per leaf." };
        var command = new Command("clicks", "Simulates biased clicks on judged data, learns from them in several ways, and reports NDCG@10 on true test labels and the propensities found.")
        {
            train, trainQuery, test, testQuery, folds, rounds, members, bagging, sessions, eta, noise, trust, logger, variation, estimators, seed, seeds, trees, leaves, minData, rate, fraction,
        };
        command.SetAction(parse =>
        {
            double fractionOfQueries = parse.GetValue(bagging);
            var options = new LambdaMartOptions
            {
                Trees = parse.GetValue(trees), Leaves = parse.GetValue(leaves), MinDataInLeaf = parse.GetValue(minData), LearningRate = parse.GetValue(rate),
                FeatureFraction = parse.GetValue(fraction), BaggingFraction = fractionOfQueries, BaggingFrequency = fractionOfQueries < 1 ? 1 : 0, Threads = 1,
            };
            var protocol = new ClickProtocol { Sessions = parse.GetValue(sessions), Logger = parse.GetValue(logger)!, Variation = parse.GetValue(variation), Rounds = parse.GetValue(rounds) };
            string[] names = ["logger", .. parse.GetValue(estimators)!.Split(',', StringSplitOptions.TrimEntries)];
            (RankingRows Train, RankingRows Test)[] splits = Splits(parse.GetValue(train)!, parse.GetValue(trainQuery), parse.GetValue(test), parse.GetValue(testQuery), parse.GetValue(folds));
            var results = new List<Dictionary<string, double>>();
            for (int s = 0, seedNow = parse.GetValue(seed); s < parse.GetValue(seeds); s++, seedNow++)
            {
                var perQuery = names.ToDictionary(n => n, _ => new List<double>());
                var found = new Dictionary<string, double[]>();
                double[] truth = [];
                foreach ((RankingRows rows, RankingRows held) in splits)
                {
                    var world = ClickWorld.Create(rows, parse.GetValue(eta), parse.GetValue(noise), parse.GetValue(trust));
                    var experiment = new ClickExperiment(world, new ClickLearner(rows, world.Starts, options with { Seed = seedNow }, parse.GetValue(members)), protocol, seedNow);
                    foreach (string name in names)
                    {
                        perQuery[name].AddRange(ClickExperiment.Ndcg(experiment.Run(name), held));
                    }
                    (found, truth) = (experiment.Found, [.. world.Truth.Propensities.Select(p => Math.Round(p, 4))]);
                }
                results.Add(names.ToDictionary(n => n, n => perQuery[n].Average()));
                BenchResult.Print(new
                {
                    Bench = "clicks", Seed = seedNow, protocol.Sessions, protocol.Logger, protocol.Variation, protocol.Rounds, Eta = parse.GetValue(eta), Noise = parse.GetValue(noise), Trust = parse.GetValue(trust),
                    TestQueries = perQuery["logger"].Count, Ndcg10 = results[^1].ToDictionary(p => p.Key, p => Math.Round(p.Value, 5)), TruePropensities = truth, Propensities = found,
                });
            }
            if (results.Count > 1)
            {
                BenchResult.Print(new { Bench = "clicks-summary", Seeds = results.Count, Ndcg10 = names.ToDictionary(n => n, n => Summary(results.Select(r => r[n]))), GapClosed = Gaps(names, results) });
            }
        });
        return command;
    }

    private static (RankingRows Train, RankingRows Test)[] Splits(FileInfo[] train, FileInfo? trainQuery, FileInfo? test, FileInfo? testQuery, int folds)
    {
        RankingRows rows = RankingFiles.Read(train, trainQuery);
        if (test is not null)
        {
            return [(rows, RankingFiles.Read([test], testQuery, rows.FeatureCount))];
        }
        if (folds < 2)
        {
            throw new ArgumentException("Give --test or --folds.");
        }
        int[] foldOf = train.Length == 1
            ? [.. Enumerable.Range(0, rows.GroupSizes.Length).Select(q => q % folds)]
            : [.. train.SelectMany((file, i) => Enumerable.Repeat(i, RankingFiles.Read(file, null).GroupSizes.Length))];
        return [.. foldOf.Distinct().Select(fold => (RankingFiles.Part(rows, q => foldOf[q] != fold), RankingFiles.Part(rows, q => foldOf[q] == fold)))];
    }

    /// <summary>Share of the gap between naive and labels, as the ratio of the means (single seeds' gaps can be near zero); its interval by the delta method,
    /// which keeps the seeds' pairing.</summary>
    private static Dictionary<string, object> Gaps(string[] names, List<Dictionary<string, double>> results)
    {
        if (!names.Contains("naive") || !names.Contains("labels"))
        {
            return [];
        }
        double gap = results.Average(r => r["labels"] - r["naive"]);
        return names.Where(n => n is not ("naive" or "labels")).ToDictionary(n => n, n =>
        {
            double share = results.Average(r => r[n] - r["naive"]) / gap;
            return Summary(results.Select(r => share + ((r[n] - r["naive"] - (share * (r["labels"] - r["naive"]))) / gap)));
        });
    }

    private static object Summary(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average(), deviation = Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, all.Length - 1));
        double half = StudentQuantile(all.Length - 1) * deviation / Math.Sqrt(all.Length);
        return new { Mean = Math.Round(mean, 4), Low = Math.Round(mean - half, 4), High = Math.Round(mean + half, 4) };
    }

    /// <summary>97.5 % quantile of Student's distribution by its expansion in 1/degrees; right to three digits from four degrees on.</summary>
    private static double StudentQuantile(double degrees)
    {
        const double Z = 1.959964;
        double z3 = Z * Z * Z, z5 = z3 * Z * Z, z7 = z5 * Z * Z;
        return Z + ((z3 + Z) / (4 * degrees)) + (((5 * z5) + (16 * z3) + (3 * Z)) / (96 * degrees * degrees))
            + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * Z)) / (384 * degrees * degrees * degrees));
    }
}
