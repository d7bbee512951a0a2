using System.CommandLine;
using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;
using FeedbackLoop.Learning.Statistics;
using FeedbackLoop.Learning.Trust;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>poison</c>: what attackers among the sessions cost, with and without the test of each person's clicks. Paired: for one seed the honest sessions
/// and the training seeds are the same in all rows, so that a cost is the attack's (or the defence's) and not the noise of retraining.</summary>
public static class PoisonCommand
{
    public static Command Create()
    {
        var train = new Option<FileInfo[]>("--train") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Training rows." };
        var trainQuery = new Option<FileInfo?>("--train-query") { Description = "Rows per query." };
        var test = new Option<FileInfo>("--test") { Required = true, Description = "Test rows." };
        var testQuery = new Option<FileInfo?>("--test-query") { Description = "Rows per test query." };
        var sessions = new Option<int>("--sessions") { DefaultValueFactory = _ => 100_000, Description = "Honest sessions; attacks come on top." };
        var shares = new Option<double[]>("--shares") { DefaultValueFactory = _ => [0.01, 0.05, 0.1, 0.2], AllowMultipleArgumentsPerToken = true, Description = "Shares of all sessions that are attacks." };
        var attacks = new Option<PoisonAttack[]>("--attacks") { DefaultValueFactory = _ => Enum.GetValues<PoisonAttack>(), AllowMultipleArgumentsPerToken = true, Description = "Kinds of attack." };
        var depth = new Option<double>("--depth") { DefaultValueFactory = _ => 0.3, Description = "How much honest people differ in how far down they look: deviation of the logarithm of the severity of position bias." };
        var minority = new Option<bool>("--minority") { Description = "One honest person in ten has another taste; prints what becomes of them." };
        var models = new Option<int>("--models") { DefaultValueFactory = _ => 4, Description = "Training seeds to average over within each row." };
        var tolerance = new Option<double>("--tolerance") { DefaultValueFactory = _ => new ClickTrustOptions().Tolerance, Description = "Relevance that anything may have for anybody." };
        var alpha = new Option<double>("--alpha") { DefaultValueFactory = _ => new ClickTrustOptions().Alpha, Description = "Bound of the chance of a person's clicks below which they are distrusted." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "First seed." };
        var seeds = new Option<int>("--seeds") { DefaultValueFactory = _ => 6, Description = "Seeds to average over." };
        var command = new Command("poison", "NDCG@10 on true labels after training on clicks of which a share is forged.")
        {
            train, trainQuery, test, testQuery, sessions, shares, attacks, depth, minority, models, tolerance, alpha, seed, seeds,
        };
        command.SetAction(parse =>
        {
            RankingRows rows = RankingFiles.Read(parse.GetValue(train)!, parse.GetValue(trainQuery));
            RankingRows held = RankingFiles.Read([parse.GetValue(test)!], parse.GetValue(testQuery), rows.FeatureCount);
            var trust = new ClickTrustOptions { Tolerance = parse.GetValue(tolerance), Alpha = parse.GetValue(alpha) };
            var results = new List<(double Share, string Attack, Outcome Clean, Outcome Attacked)>();
            for (int s = parse.GetValue(seed); s < parse.GetValue(seed) + parse.GetValue(seeds); s++)
            {
                PoisonLog honest = PoisonLog.Honest(ClickWorld.Create(rows, 1, 0.1, false), parse.GetValue(sessions), parse.GetValue(depth), parse.GetValue(minority), s);
                Outcome clean = Measure(honest, rows, held, trust, parse.GetValue(models), s);
                results.Add((0, "none", clean, clean));
                foreach (double share in parse.GetValue(shares)!)
                {
                    foreach (PoisonAttack attack in parse.GetValue(attacks)!)
                    {
                        results.Add((share, attack.ToString().ToLowerInvariant(), clean, Measure(honest.Attacked(attack, share, s), rows, held, trust, parse.GetValue(models), s)));
                    }
                }
                Console.Error.WriteLine($"seed {s} done");
            }
            foreach (var row in results.GroupBy(r => (r.Share, r.Attack)))
            {
                Print(row.Key.Share, row.Key.Attack, [.. row.Select(r => (r.Clean, r.Attacked))], parse.GetValue(minority));
            }
        });
        return command;
    }

    private static void Print(double share, string attack, (Outcome Clean, Outcome Attacked)[] runs, bool minority)
    {
        (double undefended, double undefendedHalf) = Mean(runs.Select(r => 1 - (r.Attacked.Undefended / r.Clean.Undefended)));
        // Clean data: what the defence costs. Attacked: what is left of the attack, against the clean and defended ranker.
        (double defended, double defendedHalf) = Mean(runs.Select(r => 1 - (r.Attacked.Defended / (share == 0 ? r.Clean.Undefended : r.Clean.Defended))));
        (double ofMinority, double ofMinorityHalf) = Mean(runs.Select(r => 1 - (r.Attacked.MinorityDefended / r.Attacked.MinorityUndefended)));
        BenchResult.Print(new
        {
            Bench = "poison", Share = share, Attack = attack,
            Ndcg10Undefended = Math.Round(runs.Average(r => r.Attacked.Undefended), 5), Ndcg10Defended = Math.Round(runs.Average(r => r.Attacked.Defended), 5),
            CostUndefended = Math.Round(undefended, 4), CostUndefendedHalfInterval = Math.Round(undefendedHalf, 4),
            CostDefended = Math.Round(defended, 4), CostDefendedHalfInterval = Math.Round(defendedHalf, 4),
            HonestDistrusted = Math.Round(runs.Average(r => r.Attacked.HonestDistrusted), 5), AttackersDistrusted = Math.Round(runs.Average(r => r.Attacked.AttackersDistrusted), 4),
            MinorityDistrusted = minority ? Math.Round(runs.Average(r => r.Attacked.MinorityDistrusted), 5) : (double?)null,
            MinorityCostOfDefence = minority ? Math.Round(ofMinority, 4) : (double?)null, MinorityHalfInterval = minority ? Math.Round(ofMinorityHalf, 4) : (double?)null,
            Seeds = runs.Length,
        });
    }

    /// <summary>Mean and half of its 95 % interval (Student).</summary>
    private static (double Mean, double Half) Mean(IEnumerable<double> values)
    {
        var moments = values.Aggregate(default(RunningMoments), (m, v) => m.Add(v));
        return (moments.Mean, moments.Count < 2 ? double.NaN : StudentQuantile((int)moments.Count - 1) * Math.Sqrt(moments.Variance / moments.Count));
    }

    /// <summary>97.5 % quantile of Student's distribution, by Cornish and Fisher's expansion around the normal one.</summary>
    private static double StudentQuantile(int freedom)
    {
        double z = Distributions.NormalQuantile(0.975), n = freedom;
        return z + (((z * z * z) + z) / (4 * n)) + (((5 * Math.Pow(z, 5)) + (16 * Math.Pow(z, 3)) + (3 * z)) / (96 * n * n));
    }

    private static Outcome Measure(PoisonLog log, RankingRows rows, RankingRows test, ClickTrustOptions options, int models, int seed)
    {
        ClickTrustReport report = ClickTrust.Judge(log.Impressions(), log.People, rows.RowCount, options);
        (double undefended, double minorityUndefended) = Learn(log.Count(null), log, rows, test, models, seed);
        (double defended, double minorityDefended) = Learn(log.Count(report.Trusted), log, rows, test, models, seed);
        int attackers = log.People - log.HonestPeople;
        return new Outcome(undefended, defended, minorityUndefended, minorityDefended,
            report.Trusted.Take(log.HonestPeople).Average(t => t ? 0.0 : 1), report.Trusted.Take(log.Minority).Average(t => t ? 0.0 : 1),
            attackers == 0 ? 0 : report.Trusted.Skip(log.HonestPeople).Average(t => t ? 0.0 : 1));
    }

    private static (double Ndcg, double Minority) Learn(ClickTable table, PoisonLog log, RankingRows rows, RankingRows test, int models, int seed)
    {
        double[] relevance = RelevanceEstimates.EmpiricalBayes(table, log.Bias);
        var kept = new List<int>();
        var groups = new List<int>();
        for (int q = 0, row = 0; q < rows.GroupSizes.Length; q++)
        {
            int before = kept.Count;
            for (int i = 0; i < rows.GroupSizes[q]; i++, row++)
            {
                if (!double.IsNaN(relevance[row]))
                {
                    kept.Add(row);
                }
            }
            if (kept.Count > before)
            {
                groups.Add(kept.Count - before);
            }
        }
        RankingDataset data = RankingDataset.Create(new RankingRows
        {
            FeatureCount = rows.FeatureCount, GroupSizes = [.. groups], Labels = [.. kept.Select(r => (float)relevance[r])],
            Values = [.. kept.SelectMany(r => rows.Values.AsSpan(r * rows.FeatureCount, rows.FeatureCount).ToArray())],
        }, new BinningOptions { Threads = 1 });
        float[] predicted = new float[test.RowCount], minority = Array.ConvertAll(test.Labels, PoisonLog.MinorityTaste);
        double ndcg = 0, ofMinority = 0;
        for (int m = 0; m < models; m++)
        {
            var options = new LambdaMartOptions
            {
                Trees = 100, Leaves = 15, LearningRate = 0.08, FeatureFraction = 0.5, BaggingFraction = 0.8, BaggingFrequency = 1, Threads = 1, Gain = LabelGain.Linear, Seed = (seed * 1000) + m,
            };
            new LambdaMartTrainer().Train(data, null, options, null, CancellationToken.None).Score(test.Values, predicted);
            ndcg += RankingMetrics.Mean(predicted, test.Labels, test.GroupSizes, (s, l) => RankingMetrics.Ndcg(s, l, 10)) / models;
            ofMinority += RankingMetrics.Mean(predicted, minority, test.GroupSizes, (s, l) => RankingMetrics.Ndcg(s, l, 10)) / models;
        }
        return (ndcg, ofMinority);
    }

    private sealed record Outcome(
        double Undefended, double Defended, double MinorityUndefended, double MinorityDefended, double HonestDistrusted, double MinorityDistrusted, double AttackersDistrusted);
}
