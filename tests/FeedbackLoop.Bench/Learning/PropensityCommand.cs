using System.CommandLine;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.Propensity;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>propensity</c>: how exactly position bias is found, beside what the number of clicks allows.</summary>
public static class PropensityCommand
{
    private static readonly double[] Examination = [.68, .61, .48, .34, .28, .20, .11, .10, .08, .06];

    public static Command Create()
    {
        var sessions = new Option<int>("--sessions") { DefaultValueFactory = _ => 50_000, Description = "Sessions per seed." };
        var variation = new Option<string>("--variation") { DefaultValueFactory = _ => "shuffled", Description = "shuffled: all ten results; swaps: two of them, drawn at random; interleaved: half team draft of two rankers, a quarter each alone." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "First seed." };
        var seeds = new Option<int>("--seeds") { DefaultValueFactory = _ => 20, Description = "Seeds." };
        var command = new Command("propensity", "Relative errors of p_k/p_1 at positions 2 to 10, by estimator, and the standard error that its own theory gives; the estimators of the first seed side by side.")
        {
            sessions, variation, seed, seeds,
        };
        command.SetAction(parse =>
        {
            var errors = new Dictionary<string, List<double[]>>();
            var bounds = new Dictionary<string, double[]>();
            string how = parse.GetValue(variation)!;
            for (int s = 0; s < parse.GetValue(seeds); s++)
            {
                List<Impression> log = Sessions(parse.GetValue(seed) + s, parse.GetValue(sessions), how);
                PropensityReport report = PropensityReport.Compare(log, 10, how == "shuffled" ? log : null);
                if (s == 0)
                {
                    Console.Error.Write(report);
                }
                foreach ((string name, PositionBiasModel model) in report.Estimates)
                {
                    errors.TryAdd(name, []);
                    errors[name].Add([.. Enumerable.Range(1, 9).Select(k => (model.Propensities[k] * Examination[0] / Examination[k]) - 1)]);
                    if (model.RelativeErrors is { } own)
                    {
                        bounds[name] = [.. own.Skip(1).Select(e => Math.Round(e, 4))];
                    }
                }
            }
            foreach ((string name, List<double[]> all) in errors)
            {
                BenchResult.Print(new
                {
                    Bench = "propensity", Estimator = name, Variation = how, Sessions = parse.GetValue(sessions), Seeds = all.Count,
                    RootMeanSquare = Enumerable.Range(0, 9).Select(k => Math.Round(Math.Sqrt(all.Average(e => e[k] * e[k])), 4)),
                    StandardError = bounds.GetValueOrDefault(name),
                    MeanError = Math.Round(all.Average(e => e.Average(Math.Abs)), 4),
                    AllWithin5Percent = all.Count(e => e.Max(Math.Abs) <= 0.05) / (double)all.Count,
                    AllWithin10Percent = all.Count(e => e.Max(Math.Abs) <= 0.1) / (double)all.Count,
                    PositionsWithin5Percent = Math.Round(all.Average(e => e.Count(x => Math.Abs(x) <= 0.05)) / 9, 4),
                    PositionsWithin10Percent = Math.Round(all.Average(e => e.Count(x => Math.Abs(x) <= 0.1)) / 9, 4),
                });
            }
        });
        return command;
    }

    /// <summary>Forty queries of ten items each with its own attraction.</summary>
    private static List<Impression> Sessions(int seed, int sessions, string variation)
    {
        var random = new Random(seed);
        double[] attraction = [.. Enumerable.Range(0, 400).Select(_ => 0.1 + (0.8 * random.NextDouble()))];
        int[][] first = [.. Enumerable.Range(0, 40).Select(_ => Shuffled(random))], second = [.. Enumerable.Range(0, 40).Select(_ => Shuffled(random))];
        var impressions = new List<Impression>(sessions * 10);
        for (int s = 0; s < sessions; s++)
        {
            int query = random.Next(40);
            IReadOnlyList<int> items = variation switch
            {
                "shuffled" => Shuffled(random),
                "swaps" => Swapped(first[query], random),
                "interleaved" => random.Next(4) switch { 0 => first[query], 1 => second[query], _ => TeamDraft.Merge<int>([first[query], second[query]], 10, random.Next()).Items },
                _ => throw new ArgumentException($"'{variation}' is not shuffled, swaps or interleaved."),
            };
            for (int k = 0; k < 10; k++)
            {
                impressions.Add(new Impression(query, items[k], k + 1, random.NextDouble() < Examination[k] * attraction[(query * 10) + items[k]]));
            }
        }
        return impressions;
    }

    private static int[] Shuffled(Random random)
    {
        int[] items = [.. Enumerable.Range(0, 10)];
        random.Shuffle(items);
        return items;
    }

    private static int[] Swapped(int[] ranking, Random random)
    {
        int[] items = [.. ranking];
        int a = random.Next(10), b = (a + 1 + random.Next(9)) % 10;
        (items[a], items[b]) = (items[b], items[a]);
        return items;
    }
}
