using System.CommandLine;
using System.Globalization;
using System.Text;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>ltr-synth</c>: writes ranking data of any size with a known truth, for timing where no large public set is at hand.</summary>
public static class SynthCommand
{
    public static Command Create()
    {
        var rows = new Option<int>("--rows") { DefaultValueFactory = _ => 500_000, Description = "Rows." };
        var features = new Option<int>("--features") { DefaultValueFactory = _ => 136, Description = "Features." };
        var perQuery = new Option<int>("--per-query") { DefaultValueFactory = _ => 120, Description = "Mean documents per query." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed of the documents." };
        var truth = new Option<int>("--truth") { DefaultValueFactory = _ => 1, Description = "Seed of the hidden relevance; the same for training and test data." };
        var path = new Option<FileInfo>("--out") { Required = true, Description = "TSV to write, label first; rows per query go beside it with .query." };
        var command = new Command("ltr-synth", "Writes synthetic ranking data shaped like web search: counts, heavy tails, zero-heavy and smooth features.")
        {
            rows, features, perQuery, seed, truth, path,
        };
        command.SetAction(parse => Write(parse.GetValue(rows), parse.GetValue(features), parse.GetValue(perQuery), parse.GetValue(seed), parse.GetValue(truth), parse.GetValue(path)!));
        return command;
    }

    private static void Write(int rows, int features, int perQuery, int seed, int truthSeed, FileInfo path)
    {
        var truth = new Random(truthSeed);
        double[] slope = new double[features], bend = new double[features];
        for (int f = 0; f < features; f++)
        {
            bool matters = truth.NextDouble() < 0.3;
            slope[f] = matters ? truth.NextDouble() - 0.3 : 0;
            bend[f] = matters ? truth.NextDouble() - 0.5 : 0;
        }
        int[] pairs = [.. Enumerable.Range(0, 40).Select(_ => truth.Next(features))];
        var random = new Random(seed);
        using var data = new StreamWriter(path.FullName, false, new UTF8Encoding(false), 1 << 20);
        using var queries = new StreamWriter(path.FullName + ".query");
        double[] hidden = new double[features];
        Span<char> number = stackalloc char[32];
        for (int written = 0; written < rows;)
        {
            int size = Math.Min(rows - written, (int)(perQuery * (0.3 + (1.4 * random.NextDouble()))));
            double mood = random.NextDouble() - 0.5;
            var lines = new List<(double Relevance, string Line)>();
            for (int i = 0; i < size; i++)
            {
                var line = new StringBuilder();
                double relevance = mood;
                for (int f = 0; f < features; f++)
                {
                    double u = random.NextDouble();
                    double value = (f % 4) switch
                    {
                        0 => Math.Floor(-Math.Log(1 - u) * 3),
                        1 => u < 0.6 ? 0 : Math.Round(Math.Pow(1 - u, -0.7), 3),
                        2 => Math.Round(u, 4),
                        _ => Math.Round(Math.Exp(Gauss(random)), 3),
                    };
                    hidden[f] = u;
                    relevance += (slope[f] * u) + (bend[f] * Math.Abs(u - 0.5));
                    value.TryFormat(number, out int used, default, CultureInfo.InvariantCulture);
                    line.Append('\t').Append(number[..used]);
                }
                for (int k = 0; k + 1 < pairs.Length; k += 2)
                {
                    relevance += hidden[pairs[k]] > 0.5 && hidden[pairs[k + 1]] > 0.5 ? 0.3 : 0;
                }
                lines.Add((relevance + (0.8 * Gauss(random)), line.ToString()));
            }
            // Grades by rank within the query, in web search's proportions: half are bad, few are perfect.
            double[] sorted = [.. lines.Select(l => l.Relevance).OrderDescending()];
            foreach ((double relevance, string line) in lines)
            {
                double share = (double)Array.IndexOf(sorted, relevance) / size;
                data.Write(share < 0.01 ? '4' : share < 0.03 ? '3' : share < 0.16 ? '2' : share < 0.48 ? '1' : '0');
                data.Write(line);
                data.Write('\n');
            }
            queries.Write($"{size}\n");
            written += size;
        }
    }

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
