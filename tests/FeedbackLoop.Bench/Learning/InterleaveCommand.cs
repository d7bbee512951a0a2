using System.CommandLine;
using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Bench.Learning;

/// <summary><c>interleave</c>: how many sessions interleaving needs to find a better ranker, against an A/B test on the same people.</summary>
public static class InterleaveCommand
{
    private const double Weak = 1.0;

    public static Command Create()
    {
        var better = new Option<double>("--better") { DefaultValueFactory = _ => 0.02, Description = "How much better the second ranker's NDCG@10 is, relative." };
        var similarity = new Option<double>("--similarity") { DefaultValueFactory = _ => 0.95, Description = "Correlation of the two rankers' errors: a retrained ranker is mostly the old one." };
        var people = new Option<int>("--people") { DefaultValueFactory = _ => 60_000, Description = "People to estimate effects and deviations from." };
        var perPerson = new Option<int>("--per-person") { DefaultValueFactory = _ => 4, Description = "Mean sessions of a person where people differ (1 to twice this less 1, all alike likely)." };
        var appetite = new Option<double>("--appetite") { DefaultValueFactory = _ => 0.5, Description = "Deviation of the logarithm of how much a person clicks." };
        var depth = new Option<double>("--depth") { DefaultValueFactory = _ => 0.3, Description = "Deviation of the logarithm of the severity of a person's position bias." };
        var tests = new Option<int>("--tests") { DefaultValueFactory = _ => 2000, Description = "Simulated sequential tests for the error rates." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Seed." };
        var command = new Command("interleave", "Sessions for 80 % power at 5 %: interleaving against the most sensitive A/B metric with CUPED, with people alike and with people who differ; error rates of the sequential test.")
        {
            better, similarity, people, perPerson, appetite, depth, tests, seed,
        };
        command.SetAction(parse =>
        {
            double low = 0.3, high = Weak, weak = InterleaveWorld.MeanNdcg(Weak);
            for (int i = 0; i < 25; i++)
            {
                double middle = (low + high) / 2;
                (low, high) = InterleaveWorld.MeanNdcg(middle) > weak * (1 + parse.GetValue(better)) ? (middle, high) : (low, middle);
            }
            int count = parse.GetValue(people), mean = parse.GetValue(perPerson);
            Run("alike, one session each", new InterleaveWorld(0, 0), high, parse.GetValue(similarity), count * mean, 1, parse.GetValue(tests), parse.GetValue(seed));
            Run("differ", new InterleaveWorld(parse.GetValue(appetite), parse.GetValue(depth)), high, parse.GetValue(similarity), count, mean, parse.GetValue(tests), parse.GetValue(seed));
        });
        return command;
    }

    private static void Run(string name, InterleaveWorld world, double strong, double similarity, int people, int perPerson, int tests, int seed)
    {
        var random = new Random(seed);
        int metricCount = InterleaveWorld.MetricNames.Length, total = 0;
        double[] byRank = new double[people], byTeam = new double[people], identical = new double[people], searches = new double[people];
        double[,,] sums = new double[people, 3, metricCount]; // before, with the weak ranker, with the better one
        double[] luck = new double[InterleaveWorld.Documents];
        for (int p = 0; p < people; p++)
        {
            InterleaveWorld.Person person = world.NewPerson(random);
            int sessions = random.Next(1, 2 * perPerson);
            searches[p] = sessions;
            total += sessions;
            for (int s = 0; s < sessions; s++)
            {
                double[] relevance = InterleaveWorld.Relevance(random), errors = InterleaveWorld.Errors(random), other = InterleaveWorld.Mix(errors, similarity, random);
                int[] a = InterleaveWorld.Rank(relevance, Weak, errors), b = InterleaveWorld.Rank(relevance, strong, other);
                (double rank, double team) = InterleaveWorld.Credits(person, a, b, relevance, random);
                byRank[p] += rank;
                byTeam[p] += team;
                identical[p] += InterleaveWorld.Credits(person, a, InterleaveWorld.Rank(relevance, Weak, other), relevance, random).ByRank;
                double[] past = InterleaveWorld.Relevance(random);
                Luck();
                Add(0, person, InterleaveWorld.Rank(past, Weak, InterleaveWorld.Errors(random)), past);
                Luck();
                // The same luck for both rankers makes the effect precise; the test's variance is taken within an arm, where no such thing helps.
                Add(1, person, a, relevance);
                Add(2, person, b, relevance);
            }

            void Luck()
            {
                for (int d = 0; d < luck.Length; d++)
                {
                    luck[d] = random.NextDouble();
                }
            }

            void Add(int arm, InterleaveWorld.Person who, int[] ranking, double[] relevance)
            {
                double[] values = InterleaveWorld.Metrics(who, ranking, relevance, luck);
                for (int m = 0; m < values.Length; m++)
                {
                    sums[p, arm, m] += values[m];
                }
            }
        }
        double z = Distributions.NormalQuantile(0.975) + Distributions.NormalQuantile(0.8), mean = (double)total / people;
        (string Metric, double Sessions, double EffectError)[] ab = [.. Enumerable.Range(0, metricCount).Select(m => Test(m))];
        var best = ab.MinBy(test => test.Sessions);
        RunningMoments rankMoments = Moments(byRank), teamMoments = Moments(byTeam), identicalMoments = Moments(identical);
        double interleaving = Needed(rankMoments), wins = identical.Count(c => c > 1e-9), losses = identical.Count(c => c < -1e-9);
        BenchResult.Print(new
        {
            Bench = "interleave", People = name, SessionsInterleaving = Math.Ceiling(interleaving), SessionsByTeam = Math.Ceiling(Needed(teamMoments)),
            SessionsAbTest = Math.Ceiling(best.Sessions), AbMetric = best.Metric, AbEffectRelativeError = Math.Round(best.EffectError, 3), Ratio = Math.Round(best.Sessions / interleaving, 1),
            IdenticalWinShare = Math.Round(0.5 + ((wins - losses) / people / 2), 4), IdenticalStandardError = Math.Round(Math.Sqrt((wins + losses) / people) / 2 / Math.Sqrt(people), 4),
            IdenticalMeanOverError = Math.Round(identicalMoments.Mean / Math.Sqrt(identicalMoments.Variance / people), 2),
            SequentialFalsePreference = Sequential(identical, true, tests, random).Preferred, SequentialInferiorPreferred = Sequential([.. byRank.Select(c => -c)], false, tests, random).Preferred,
            SequentialBetterPreferred = Sequential(byRank, false, tests, random).Preferred, SequentialMedianPeople = Sequential(byRank, false, tests, random).MedianPeople, Seed = seed,
        });

        // Interleaving as the tally counts: each person within [-1, 1].
        double Needed(RunningMoments moments) => z * z * moments.Variance / (moments.Mean * moments.Mean) * mean;

        RunningMoments Moments(double[] credits) => credits.Aggregate(default(RunningMoments), (sum, credit) => sum.Add(Math.Clamp(credit, -1, 1)));

        // An arm's mean per search, people as units (delta method), less what the same people's past explains (CUPED, Deng et al. 2013).
        (string Metric, double Sessions, double EffectError) Test(int metric)
        {
            double[] ratio = new double[3];
            RunningMoments paired = default;
            for (int p = 0; p < people; p++)
            {
                for (int arm = 0; arm < 3; arm++)
                {
                    ratio[arm] += sums[p, arm, metric] / total;
                }
                paired = paired.Add((sums[p, 2, metric] - sums[p, 1, metric]) / mean);
            }
            var arms = new PairMoments[2];
            for (int p = 0; p < people; p++)
            {
                double past = (sums[p, 0, metric] - (ratio[0] * searches[p])) / mean;
                for (int arm = 0; arm < 2; arm++)
                {
                    arms[arm] = arms[arm].Add(past, (sums[p, arm + 1, metric] - (ratio[arm + 1] * searches[p])) / mean);
                }
            }
            double variance = arms.Sum(a => a.VarianceY - (a.Covariance * a.Covariance / a.VarianceX)), effect = ratio[2] - ratio[1];
            return (InterleaveWorld.MetricNames[metric], 2 * z * z * variance / (effect * effect) * mean, Math.Sqrt(paired.Variance / people) / Math.Abs(effect));
        }
    }

    /// <summary>Sequential tests on people drawn again from those simulated, looked at every 50 people up to 4,000: how often the second ranker was ever preferred.</summary>
    /// <param name="credits">Credit of each person.</param>
    /// <param name="symmetric">Which ranker is called the second is drawn for each person: the exact null hypothesis. Preferences of either are counted.</param>
    /// <param name="tests">Tests.</param>
    /// <param name="random">Randomness.</param>
    private static (double Preferred, double MedianPeople) Sequential(double[] credits, bool symmetric, int tests, Random random)
    {
        var sequence = new ConfidenceSequence(0.05, 1000);
        int preferred = 0;
        var needed = new List<int>();
        for (int t = 0; t < tests; t++)
        {
            RunningMoments moments = default;
            bool done = false;
            for (int p = 1; p <= 4000 && !done; p++)
            {
                double credit = Math.Clamp(credits[random.Next(credits.Length)], -1, 1);
                moments = moments.Add(symmetric && random.Next(2) == 0 ? -credit : credit);
                if (p % 50 == 0)
                {
                    Interval interval = sequence.Mean(moments);
                    done = interval.Low > 0 || (symmetric && interval.High < 0);
                    if (done)
                    {
                        preferred++;
                        needed.Add(p);
                    }
                }
            }
        }
        needed.Sort();
        return (Math.Round((double)preferred / tests, 4), needed.Count == 0 ? double.NaN : needed[needed.Count / 2]);
    }
}
