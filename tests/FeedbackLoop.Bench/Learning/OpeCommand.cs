using System.CommandLine;
using System.Globalization;
using FeedbackLoop.Learning.Counterfactual;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>ope</c>: estimates one Open Bandit policy's click rate from the other's log and compares with what the policy itself earned.</summary>
public static class OpeCommand
{
    private const int Positions = 3;

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Required = true, Description = "The openbandit folder: random/ and bts/ with all, men, women." };
        var command = new Command("ope", "Counterfactual estimates on the Open Bandit data, both ways, per campaign.") { data };
        command.SetAction(parse =>
        {
            foreach (string campaign in (string[])["all", "men", "women"])
            {
                if (!File.Exists(PathOf(parse.GetValue(data)!, "random", campaign)) || !File.Exists(PathOf(parse.GetValue(data)!, "bts", campaign)))
                {
                    BenchResult.Print(new { Bench = "ope", Campaign = campaign, Skipped = "no such file here" });
                    continue;
                }
                Row[] random = Read(parse.GetValue(data)!, "random", campaign), thompson = Read(parse.GetValue(data)!, "bts", campaign);
                Report(campaign, "random", "bts", random, thompson);
                Report(campaign, "bts", "random", thompson, random);
            }
        });
        return command;
    }

    private static void Report(string campaign, string from, string to, Row[] logged, Row[] target)
    {
        // Neither policy looks at the person, so its chance of an item at a position is the mean of what it logged there.
        int items = Math.Max(logged.Max(r => r.Item), target.Max(r => r.Item)) + 1;
        double[,] policy = Policy(target, items);
        var log = new LoggedAction[logged.Length];
        for (int fold = 0; fold < 2; fold++)
        {
            double[,] rewards = Rewards(logged.Where((_, i) => i % 2 != fold), items);
            for (int i = fold; i < logged.Length; i += 2)
            {
                Row row = logged[i];
                double value = 0;
                for (int item = 0; item < items; item++)
                {
                    value += policy[item, row.Position] * rewards[item, row.Position];
                }
                log[i] = new LoggedAction(row.Click, row.Propensity, policy[row.Item, row.Position], rewards[row.Item, row.Position], value);
            }
        }
        double truth = target.Average(r => r.Click), error = Math.Sqrt(truth * (1 - truth) / target.Length);
        (OffPolicyEstimate shrunk, double lambda) = OffPolicyEvaluation.DoublyRobustShrunk(log);
        SupportDiagnostics support = OffPolicyEvaluation.Diagnose(log);
        BenchResult.Print(new
        {
            Bench = "ope", Campaign = campaign, From = from, To = to, Truth = Math.Round(truth, 5), TruthStandardError = Math.Round(error, 5),
            Ips = Show(OffPolicyEvaluation.Ips(log)), Snips = Show(OffPolicyEvaluation.Snips(log)), Dm = Show(OffPolicyEvaluation.Direct(log)), Dr = Show(OffPolicyEvaluation.DoublyRobust(log)), Dros = Show(shrunk), Lambda = lambda,
            EffectiveSampleSize = Math.Round(support.EffectiveSampleSize), MaxWeightShare = Math.Round(support.MaxWeightShare, 4), MeanWeight = Math.Round(support.MeanWeight, 3), Refusal = support.Refusal(),
        });

        object Show(OffPolicyEstimate e) => new { Value = Math.Round(e.Value, 5), StandardError = Math.Round(e.StandardError, 5), RelativeError = Math.Round(Math.Abs(e.Value - truth) / truth, 3) };
    }

    private static double[,] Policy(Row[] rows, int items)
    {
        // Inverse weighting: Σ over rows of item a of prob/prob / n is its share; the mean of logged probabilities is smoother, and is scaled to sum to 1.
        double[,] sum = new double[items, Positions], count = new double[items, Positions];
        foreach (Row row in rows)
        {
            sum[row.Item, row.Position] += row.Propensity;
            count[row.Item, row.Position]++;
        }
        double[,] policy = new double[items, Positions];
        for (int k = 0; k < Positions; k++)
        {
            double total = 0;
            for (int item = 0; item < items; item++)
            {
                policy[item, k] = count[item, k] > 0 ? sum[item, k] / count[item, k] : 0;
                total += policy[item, k];
            }
            for (int item = 0; item < items; item++)
            {
                policy[item, k] /= total;
            }
        }
        return policy;
    }

    /// <summary>Click rate per item and position, drawn towards the position's mean by 200 impressions' worth.</summary>
    private static double[,] Rewards(IEnumerable<Row> rows, int items)
    {
        const double Prior = 200;
        double[,] clicks = new double[items, Positions], shown = new double[items, Positions];
        foreach (Row row in rows)
        {
            clicks[row.Item, row.Position] += row.Click;
            shown[row.Item, row.Position]++;
        }
        double[,] rewards = new double[items, Positions];
        for (int k = 0; k < Positions; k++)
        {
            double all = 0, n = 0;
            for (int item = 0; item < items; item++)
            {
                all += clicks[item, k];
                n += shown[item, k];
            }
            for (int item = 0; item < items; item++)
            {
                rewards[item, k] = (clicks[item, k] + (Prior * all / Math.Max(1, n))) / (shown[item, k] + Prior);
            }
        }
        return rewards;
    }

    private static string PathOf(DirectoryInfo folder, string policy, string campaign) => Path.Combine(folder.FullName, policy, campaign, $"{campaign}.csv");

    private static Row[] Read(DirectoryInfo folder, string policy, string campaign)
    {
        string[] lines = File.ReadAllLines(PathOf(folder, policy, campaign));
        string[] header = lines[0].Split(',');
        int item = Array.IndexOf(header, "item_id"), position = Array.IndexOf(header, "position"), click = Array.IndexOf(header, "click"), propensity = Array.IndexOf(header, "propensity_score");
        propensity = propensity < 0 ? Array.IndexOf(header, "action_prob") : propensity;
        return [.. lines.Skip(1).Select(line => line.Split(',')).Select(f => new Row(int.Parse(f[item], CultureInfo.InvariantCulture),
            int.Parse(f[position], CultureInfo.InvariantCulture) - 1, double.Parse(f[click], CultureInfo.InvariantCulture), double.Parse(f[propensity], CultureInfo.InvariantCulture)))];
    }

    private readonly record struct Row(int Item, int Position, double Click, double Propensity);
}
