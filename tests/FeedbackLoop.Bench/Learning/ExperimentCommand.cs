using System.CommandLine;
using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>experiment</c>: what the anytime-valid tests promise, counted over simulated experiments.</summary>
public static class ExperimentCommand
{
    public static Command Create()
    {
        var tests = new Option<int>("--tests") { DefaultValueFactory = _ => 2000, Description = "Simulated experiments of each kind." };
        var users = new Option<int>("--users") { DefaultValueFactory = _ => 20_000, Description = "People per experiment, both arms." };
        var every = new Option<int>("--peek-every") { DefaultValueFactory = _ => 100, Description = "People between two looks." };
        var rate = new Option<double>("--rate") { DefaultValueFactory = _ => 0.1, Description = "Conversion rate of the control." };
        var lift = new Option<double>("--lift") { DefaultValueFactory = _ => 0.15, Description = "Relative effect, for power and coverage." };
        var alpha = new Option<double>("--alpha") { DefaultValueFactory = _ => 0.05, Description = "Level." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed." };
        var command = new Command("experiment", "False positives under continuous peeking, power, coverage at all looks, and sample-ratio mismatch.") { tests, users, every, rate, lift, alpha, seed };
        command.SetAction(parse => Run(parse.GetValue(tests), parse.GetValue(users), parse.GetValue(every), parse.GetValue(rate), parse.GetValue(lift), parse.GetValue(alpha), parse.GetValue(seed)));
        return command;
    }

    private static void Run(int tests, int users, int every, double rate, double lift, double alpha, int seed)
    {
        var sequence = new ConfidenceSequence(alpha, users);
        double z = Distributions.NormalQuantile(1 - (alpha / 2));
        int falsePositives = 0, naiveFalsePositives = 0, found = 0, covered = 0, srmFixed = 0, srmSequential = 0, srmFalse = 0;
        double stoppedAt = 0;
        Parallel.For(0, tests, t =>
        {
            var random = new Random((seed * 1_000_003) + t);
            (bool any, bool naive, _, _) = Peek(random, rate, rate);
            (bool power, _, bool cover, int at) = Peek(random, rate, rate * (1 + lift));
            long skewed = Binomial(random, 50_000, 0.51), fair = Binomial(random, 50_000, 0.5);
            bool fixedSrm = SampleRatioMismatch.PValue([skewed, 50_000 - skewed], [1, 1]) < 0.01;
            bool sequential = SampleRatioMismatch.LogEvidence([skewed, 50_000 - skewed], [1, 1]) > Math.Log(100);
            bool falseSrm = SampleRatioMismatch.LogEvidence([fair, 50_000 - fair], [1, 1]) > Math.Log(100);
            lock (sequence)
            {
                falsePositives += any ? 1 : 0;
                naiveFalsePositives += naive ? 1 : 0;
                found += power ? 1 : 0;
                covered += cover ? 1 : 0;
                stoppedAt += power ? at : users;
                srmFixed += fixedSrm ? 1 : 0;
                srmSequential += sequential ? 1 : 0;
                srmFalse += falseSrm ? 1 : 0;
            }
        });
        BenchResult.Print(new
        {
            Bench = "experiment", Tests = tests, Users = users, PeekEvery = every, Alpha = alpha,
            FalsePositives = Share(falsePositives), FalsePositivesOfPeekedZTest = Share(naiveFalsePositives), Power = Share(found), MeanUsersUntilDecision = Math.Round(stoppedAt / tests),
            CoverageAtAllLooks = Share(covered), SrmFound5149Fixed = Share(srmFixed), SrmFound5149Sequential = Share(srmSequential), SrmFalseAlarms = Share(srmFalse), Seed = seed,
        });

        double Share(int count) => Math.Round((double)count / tests, 4);

        (bool Any, bool Naive, bool Covered, int At) Peek(Random random, double control, double treatment)
        {
            double[] n = new double[2], clicks = new double[2];
            bool any = false, naive = false, covers = true;
            int at = 0;
            for (int user = 1; user <= users; user++)
            {
                int arm = random.Next(2);
                n[arm]++;
                clicks[arm] += random.NextDouble() < (arm == 0 ? control : treatment) ? 1 : 0;
                if (user % every != 0)
                {
                    continue;
                }
                RunningMoments a = RunningMoments.FromSums(n[0], clicks[0], clicks[0]), b = RunningMoments.FromSums(n[1], clicks[1], clicks[1]);
                Interval interval = sequence.Difference(a, b);
                if (!any && (interval.IsAboveZero || interval.IsBelowZero))
                {
                    (any, at) = (true, user);
                }
                covers &= interval.Low <= treatment - control && interval.High >= treatment - control;
                naive |= a.Count > 100 && b.Count > 100 && Math.Abs(b.Mean - a.Mean) > z * Math.Sqrt((a.Variance / a.Count) + (b.Variance / b.Count));
            }
            return (any, naive, covers, at);
        }
    }

    private static long Binomial(Random random, int n, double p)
    {
        long count = 0;
        for (int i = 0; i < n; i++)
        {
            count += random.NextDouble() < p ? 1 : 0;
        }
        return count;
    }
}
