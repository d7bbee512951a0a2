using System.CommandLine;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.Metrics;
using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>interleave</c>: how many sessions interleaving needs to find a better ranker, against an A/B test on the same people.</summary>
public static class InterleaveCommand
{
    private const int Documents = 25, Shown = 10;
    private static readonly double[] Examination = [.68, .61, .48, .34, .28, .20, .11, .10, .08, .06];

    public static Command Create()
    {
        var better = new Option<double>("--better") { DefaultValueFactory = _ => 0.02, Description = "How much better the second ranker's NDCG@10 is, relative." };
        var similarity = new Option<double>("--similarity") { DefaultValueFactory = _ => 0.95, Description = "Correlation of the two rankers' errors: a retrained ranker is mostly the old one." };
        var sessions = new Option<int>("--sessions") { DefaultValueFactory = _ => 400_000, Description = "Sessions to estimate effects and deviations from." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed." };
        var command = new Command("interleave", "Sessions for 80 % power at 5 %: team draft against the most sensitive of three A/B metrics; and the win share of identical rankers.") { better, similarity, sessions, seed };
        command.SetAction(parse => Run(parse.GetValue(better), parse.GetValue(similarity), parse.GetValue(sessions), parse.GetValue(seed)));
        return command;
    }

    private static void Run(double better, double similarity, int sessions, int seed)
    {
        const double Weak = 1.0;
        double weakNdcg = MeanNdcg(Weak), low = 0.3, high = Weak;
        for (int i = 0; i < 25; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = MeanNdcg(middle) > weakNdcg * (1 + better) ? (middle, high) : (low, middle);
        }
        var random = new Random(seed);
        RunningMoments preference = default, identical = default, byTeam = default;
        var ab = new RunningMoments[2, 3];
        for (int s = 0; s < sessions; s++)
        {
            double[] relevance = Relevance(random);
            double[] errors = Gauss(random), otherErrors = Mix(errors, similarity, random);
            int[] a = Rank(relevance, Weak, errors), b = Rank(relevance, high, otherErrors);
            (double team, double rank) = Paired(a, b, relevance, random);
            byTeam = byTeam.Add(Math.Sign(team));
            preference = preference.Add(rank);
            identical = identical.Add(Math.Sign(Paired(a, Rank(relevance, Weak, otherErrors), relevance, random).ByRank));
            double[] metrics = Metrics(s % 2 == 0 ? a : b, relevance, random);
            for (int m = 0; m < metrics.Length; m++)
            {
                ab[s % 2, m] = ab[s % 2, m].Add(metrics[m]);
            }
        }
        double z = Distributions.NormalQuantile(0.975) + Distributions.NormalQuantile(0.8);
        double interleaving = z * z * preference.Variance / (preference.Mean * preference.Mean);
        double test = double.PositiveInfinity;
        for (int m = 0; m < 3; m++)
        {
            double effect = ab[1, m].Mean - ab[0, m].Mean, error = Math.Sqrt(2 * (ab[0, m].Variance + ab[1, m].Variance) / sessions);
            // An effect within its own error would make up a session count from noise.
            test = effect > 2 * error ? Math.Min(test, 2 * z * z * (ab[0, m].Variance + ab[1, m].Variance) / (effect * effect)) : test;
        }
        BenchResult.Print(new
        {
            Bench = "interleave", Better = better, Similarity = similarity, WeakNdcg10 = Math.Round(weakNdcg, 4), BetterNdcg10 = Math.Round(MeanNdcg(high), 4),
            SessionsInterleaving = Math.Ceiling(interleaving), SessionsByTeamSign = Math.Ceiling(z * z * byTeam.Variance / (byTeam.Mean * byTeam.Mean)), SessionsAbTest = Math.Ceiling(test), Ratio = Math.Round(test / interleaving, 1),
            IdenticalWinShare = Math.Round(0.5 + (identical.Mean / 2), 4), IdenticalStandardError = Math.Round(Math.Sqrt(identical.Variance / sessions) / 2, 4), Seed = seed,
        });
    }

    /// <summary>Most documents are worthless, few are good.</summary>
    private static double[] Relevance(Random random)
    {
        double[] relevance = new double[Documents];
        for (int d = 0; d < Documents; d++)
        {
            double u = random.NextDouble();
            relevance[d] = u < 0.5 ? 0 : u < 0.75 ? 1 : u < 0.9 ? 2 : u < 0.97 ? 3 : 4;
        }
        return relevance;
    }

    /// <summary>A ranker that sees the grade through noise.</summary>
    private static int[] Rank(double[] relevance, double noise, double[] errors)
    {
        float[] scores = new float[Documents];
        for (int d = 0; d < Documents; d++)
        {
            scores[d] = (float)(relevance[d] + (noise * errors[d]));
        }
        int[] order = new int[Documents];
        RankingMetrics.Rank(scores, order);
        return order;
    }

    private static double[] Gauss(Random random) =>
        [.. Enumerable.Range(0, Documents).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];

    /// <summary>Errors of the same size that correlate with the given ones.</summary>
    private static double[] Mix(double[] errors, double correlation, Random random)
    {
        double[] own = Gauss(random);
        return [.. errors.Select((e, d) => (correlation * e) + (Math.Sqrt(1 - (correlation * correlation)) * own[d]))];
    }

    private static double MeanNdcg(double noise)
    {
        var random = new Random(12345);
        double sum = 0;
        const int Queries = 20_000;
        for (int q = 0; q < Queries; q++)
        {
            double[] relevance = Relevance(random);
            int[] order = Rank(relevance, noise, Gauss(random));
            float[] labels = [.. order.Select(d => (float)relevance[d])], scores = [.. order.Select((_, i) => (float)-i)];
            sum += RankingMetrics.Ndcg(scores, labels, 10);
        }
        return sum / Queries;
    }

    private static bool Click(double relevance, int position, Random random) =>
        random.NextDouble() < Examination[position] * (0.1 + (0.9 * (Math.Pow(2, relevance) - 1) / 15));

    private static (double ByTeam, double ByRank) Paired(int[] a, int[] b, double[] relevance, Random random)
    {
        InterleavedList<int> list = TeamDraft.Merge<int>([a, b], Shown, random.Next());
        double[] worth = [.. list.Items.Select((d, k) => Click(relevance[d], k, random) ? 1.0 : 0.0)];
        return (InterleavingCredit.Paired(list.Teams, worth), InterleavingCredit.ByRank(list.Items, worth, a, b));
    }

    /// <summary>Whether anything was clicked, the number of clicks, and the reciprocal rank of the first.</summary>
    private static double[] Metrics(int[] ranking, double[] relevance, Random random)
    {
        double clicks = 0, first = 0;
        for (int k = 0; k < Shown; k++)
        {
            if (Click(relevance[ranking[k]], k, random))
            {
                clicks++;
                first = first == 0 ? 1.0 / (k + 1) : first;
            }
        }
        return [clicks > 0 ? 1 : 0, clicks, first];
    }
}
