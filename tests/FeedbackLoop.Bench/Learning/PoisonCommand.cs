using System.CommandLine;
using FeedbackLoop.Learning.Clicks;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Learning.Metrics;
using FeedbackLoop.Learning.Trust;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>poison</c>: what attackers among the sessions cost, with and without the trust rules and robust aggregates.</summary>
public static class PoisonCommand
{
    private const int Blocks = RobustClickTable.DefaultBlocks;

    public static Command Create()
    {
        var train = new Option<FileInfo[]>("--train") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Training rows." };
        var trainQuery = new Option<FileInfo?>("--train-query") { Description = "Rows per query." };
        var test = new Option<FileInfo>("--test") { Required = true, Description = "Test rows." };
        var testQuery = new Option<FileInfo?>("--test-query") { Description = "Rows per test query." };
        var sessions = new Option<int>("--sessions") { DefaultValueFactory = _ => 100_000, Description = "Sessions, attacks included." };
        var shares = new Option<double[]>("--shares") { DefaultValueFactory = _ => [0, 0.01, 0.05, 0.1, 0.2], AllowMultipleArgumentsPerToken = true, Description = "Shares of the sessions that are attacks." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "First seed." };
        var seeds = new Option<int>("--seeds") { DefaultValueFactory = _ => 3, Description = "Seeds to average over." };
        var command = new Command("poison", "NDCG@10 on true labels after training on clicks of which a share is forged: at random, at a target from few people, or coordinated over many.")
        {
            train, trainQuery, test, testQuery, sessions, shares, seed, seeds,
        };
        command.SetAction(parse =>
        {
            RankingRows rows = RankingFiles.Read(parse.GetValue(train)!, parse.GetValue(trainQuery));
            RankingRows held = RankingFiles.Read([parse.GetValue(test)!], parse.GetValue(testQuery), rows.FeatureCount);
            var world = ClickWorld.Create(rows, 1, 0.1, false);
            double clean = 0;
            foreach (double share in parse.GetValue(shares)!)
            {
                foreach (string attack in share == 0 ? (string[])["none"] : ["random", "targeted", "coordinated"])
                {
                    double plain = 0, defended = 0;
                    int runs = parse.GetValue(seeds);
                    for (int s = 0; s < runs; s++)
                    {
                        (double p, double d) = Run(world, held, parse.GetValue(sessions), share, attack, parse.GetValue(seed) + s);
                        plain += p / runs;
                        defended += d / runs;
                    }
                    clean = share == 0 ? plain : clean;
                    BenchResult.Print(new
                    {
                        Bench = "poison", Share = share, Attack = attack, Ndcg10Undefended = Math.Round(plain, 5), Ndcg10Defended = Math.Round(defended, 5),
                        CostUndefended = Math.Round((clean - plain) / clean, 4), CostDefended = Math.Round((clean - defended) / clean, 4), Seeds = runs,
                    });
                }
            }
        });
        return command;
    }

    private static (double Plain, double Defended) Run(ClickWorld world, RankingRows test, int sessions, double share, string attack, int seed)
    {
        var random = new Random(seed);
        RankingRows rows = world.Rows;
        var options = new LambdaMartOptions { Trees = 100, Leaves = 15, Threads = 1, Gain = LabelGain.Linear };
        // The logging ranker is a weak one: the rows' own order shuffled by a little relevance.
        float[] scores = [.. rows.Labels.Select(l => (float)(l + (4 * random.NextDouble())))];
        int[][] rankings = [.. Enumerable.Range(0, rows.GroupSizes.Length).Select(q =>
        {
            int[] order = new int[rows.GroupSizes[q]];
            RankingMetrics.Rank(scores.AsSpan(world.Starts[q], order.Length), order);
            return order.Take(ClickWorld.Positions).Select(i => world.Starts[q] + i).ToArray();
        })];
        var plain = new ClickTable(rows.RowCount, ClickWorld.Positions);
        var robust = new RobustClickTable(rows.RowCount, ClickWorld.Positions, Blocks);
        var cap = new PersonCap();
        int attacks = (int)(sessions * share), people = (sessions - attacks) / 4;
        var rules = new TrustRules();
        var behaviours = new Dictionary<string, (int Searches, int Shown, int Clicks)>();
        var log = new List<(string Person, IReadOnlyList<int> Shown, bool[] Clicks)>();
        world.Simulate(rankings, null, sessions - attacks, random, (_, list, clicks) => Keep($"p{random.Next(people)}", list, (bool[])clicks.Clone()));
        for (int i = 0; i < attacks; i++)
        {
            int q = random.Next(rankings.Length);
            int[] list = rankings[q];
            int worst = Enumerable.Range(0, list.Length).MinBy(k => (rows.Labels[list[k]], -k));
            bool[] clicks = new bool[list.Length];
            for (int k = 0; k < clicks.Length; k++)
            {
                clicks[k] = attack == "random" ? random.NextDouble() < 0.5 : k == worst;
            }
            // Few people make the random and targeted attacks; the coordinated one comes from as many people per session as honest use does.
            Keep(attack == "coordinated" ? $"a{random.Next(Math.Max(1, attacks / 4))}" : $"a{random.Next(20)}", list, clicks);
        }
        foreach ((string person, IReadOnlyList<int> shown, bool[] clicks) in log)
        {
            for (int k = 0; k < shown.Count; k++)
            {
                plain.Add(shown[k], k + 1, clicks[k]);
            }
        }
        foreach ((string person, IReadOnlyList<int> shown, bool[] clicks) in log)
        {
            (int searches, int impressions, int clicked) = behaviours[person];
            if (rules.Distrust(new SessionBehaviour { Person = person, Searches = searches, Impressions = impressions, Clicks = clicked, Seconds = 3600 * 24.0 * searches }) is not null)
            {
                continue;
            }
            for (int k = 0; k < shown.Count; k++)
            {
                robust.Add(person, shown[k], k + 1, clicks[k] && cap.Admit(person, $"{shown[0]}", $"{shown[k]}"));
            }
        }
        return (Learn(plain), Learn(robust.ToTable()));

        void Keep(string person, IReadOnlyList<int> list, bool[] clicks)
        {
            log.Add((person, list, clicks));
            (int searches, int shown, int clicked) = behaviours.GetValueOrDefault(person);
            behaviours[person] = (searches + 1, shown + list.Count, clicked + clicks.Count(c => c));
        }

        double Learn(ClickTable table)
        {
            double[] relevance = RelevanceEstimates.EmpiricalBayes(table, world.Truth);
            int[] kept = [.. Enumerable.Range(0, rows.RowCount).Where(r => !double.IsNaN(relevance[r]))];
            var groups = Enumerable.Range(0, rows.GroupSizes.Length).Select(q => kept.Count(r => r >= world.Starts[q] && r < world.Starts[q + 1])).Where(n => n > 0);
            var part = new RankingRows
            {
                FeatureCount = rows.FeatureCount, GroupSizes = [.. groups], Labels = [.. kept.Select(r => (float)relevance[r])],
                Values = [.. kept.SelectMany(r => rows.Values.AsSpan(r * rows.FeatureCount, rows.FeatureCount).ToArray())],
            };
            RankerModel model = new LambdaMartTrainer().Train(RankingDataset.Create(part, new BinningOptions { Threads = 1 }), null, options, null, CancellationToken.None);
            float[] predicted = new float[test.RowCount];
            model.Score(test.Values, predicted);
            return RankingMetrics.Mean(predicted, test.Labels, test.GroupSizes, (s, l) => RankingMetrics.Ndcg(s, l, 10));
        }
    }
}
