using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Tests;

public sealed class ExperimentTests
{
    [Fact]
    public void Distributions_agree_with_tables()
    {
        Assert.Equal(0.975002104851780, Distributions.NormalCdf(1.96), 10);
        Assert.Equal(1.959963984540054, Distributions.NormalQuantile(0.975), 9);
        Assert.Equal(-3.090232306167813, Distributions.NormalQuantile(0.001), 9);
        Assert.Equal(0.05, Distributions.ChiSquareTail(3.841458820694124, 1), 9);
        Assert.Equal(0.05, Distributions.ChiSquareTail(18.307038053275146, 10), 9);
        Assert.Equal(Math.Log(24), Distributions.LogGamma(5), 10);
    }

    [Fact]
    public void Buckets_are_sticky_uniform_and_independent_between_layers()
    {
        double[] a = [.. Enumerable.Range(0, 20_000).Select(i => HashAssignment.Bucket("ranker", $"u{i}"))], b = [.. Enumerable.Range(0, 20_000).Select(i => HashAssignment.Bucket("page", $"u{i}"))];
        Assert.Equal(a[7], HashAssignment.Bucket("ranker", "u7"));
        Assert.All(a, x => Assert.InRange(x, 0, 1 - 1e-17));
        long[] counts = new long[10];
        PairMoments both = default;
        for (int i = 0; i < a.Length; i++)
        {
            counts[(int)(a[i] * 10)]++;
            both = both.Add(a[i], b[i]);
        }
        Assert.True(SampleRatioMismatch.PValue(counts, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) > 0.001);
        Assert.InRange(both.Covariance / Math.Sqrt(both.VarianceX * both.VarianceY), -0.03, 0.03);
        Assert.NotEqual(HashAssignment.Bucket("ab", "c"), HashAssignment.Bucket("a", "bc"));
    }

    [Fact]
    public void Slices_of_a_layer_exclude_each_other_and_arms_get_their_shares()
    {
        ExperimentPlan one = new() { Name = "one", Layer = "ranker", Arms = [new("champion", 3), new("challenger", 1)], From = 0, To = 0.4 }, two = one with { Name = "two", From = 0.4, To = 1 };
        int both = 0, none = 0, challengers = 0, inOne = 0;
        for (int i = 0; i < 20_000; i++)
        {
            Arm? a = HashAssignment.Choose(one, $"u{i}"), b = HashAssignment.Choose(two, $"u{i}");
            both += a is not null && b is not null ? 1 : 0;
            none += a is null && b is null ? 1 : 0;
            inOne += a is not null ? 1 : 0;
            challengers += a?.Name == "challenger" ? 1 : 0;
        }
        Assert.Equal(0, both);
        Assert.Equal(0, none);
        Assert.InRange(inOne / 20_000.0, 0.38, 0.42);
        Assert.InRange((double)challengers / inOne, 0.23, 0.27);
    }

    [Fact]
    public void Peeking_at_every_step_stays_within_alpha()
    {
        int wrong = 0;
        const int Tests = 400;
        for (int t = 0; t < Tests; t++)
        {
            var random = new Random(t);
            var sequence = new ConfidenceSequence(0.05, 4000);
            RunningMoments a = default, b = default;
            for (int i = 0; i < 2000; i++)
            {
                a = a.Add(random.NextDouble() < 0.2 ? 1 : 0);
                b = b.Add(random.NextDouble() < 0.2 ? 1 : 0);
                Interval interval = sequence.Difference(a, b);
                if (interval.IsAboveZero || interval.IsBelowZero)
                {
                    wrong++;
                    break;
                }
            }
        }
        Assert.True(wrong <= 0.05 * Tests, $"{wrong} of {Tests}");
    }

    [Fact]
    public void A_clear_difference_is_found_and_a_worse_challenger_taken_back()
    {
        var sequence = new ConfidenceSequence();
        RunningMoments low = RunningMoments.FromSums(10_000, 1000, 1000), high = RunningMoments.FromSums(10_000, 1300, 1300);
        var rule = new StoppingRule { Guardrails = [new Guardrail("abandonment", false, 0.02)] };
        long[] even = [10_000, 10_000];
        Assert.Equal(ExperimentVerdict.Promote, rule.Decide(sequence.Difference(low, high), even, [1, 1]).Verdict);
        Assert.Equal(ExperimentVerdict.RollBack, rule.Decide(sequence.Difference(high, low), even, [1, 1]).Verdict);
        Assert.Equal(ExperimentVerdict.Continue, rule.Decide(sequence.Difference(low, low), even, [1, 1]).Verdict);
        Assert.Equal(ExperimentVerdict.Invalid, rule.Decide(sequence.Difference(low, high), [10_000, 12_000], [1, 1]).Verdict);
        var harm = new Dictionary<string, Interval> { ["abandonment"] = new(0.05, 0.03, 0.07) };
        Assert.Equal(ExperimentVerdict.RollBack, rule.Decide(sequence.Difference(low, high), even, [1, 1], harm).Verdict);
        Assert.Equal(ExperimentVerdict.KeepControl, (rule with { SmallestEffect = 0.05 }).Decide(sequence.Difference(low, low), even, [1, 1]).Verdict);
    }

    [Fact]
    public void A_skewed_split_is_caught_and_a_fair_one_is_not()
    {
        Assert.True(SampleRatioMismatch.PValue([25_500, 24_500], [1, 1]) < 0.0001);
        Assert.True(SampleRatioMismatch.LogEvidence([25_500, 24_500], [1, 1]) > Math.Log(100));
        Assert.True(SampleRatioMismatch.LogEvidence([25_050, 24_950], [1, 1]) < 0);
        Assert.True(SampleRatioMismatch.PValue([30_000, 10_000], [3, 1]) > 0.99);
    }

    [Fact]
    public void Cuped_removes_what_was_known_before()
    {
        var random = new Random(1);
        PairMoments control = default, treatment = default;
        for (int i = 0; i < 4000; i++)
        {
            double x = random.NextDouble() * 10, x2 = random.NextDouble() * 10;
            control = control.Add(x, x + random.NextDouble());
            treatment = treatment.Add(x2, x2 + random.NextDouble() + 0.1);
        }
        PairMoments pooled = control.Merge(treatment);
        double theta = Cuped.Theta(pooled);
        RunningMoments a = Cuped.Adjust(control, theta, pooled.MeanX), b = Cuped.Adjust(treatment, theta, pooled.MeanX);
        Assert.Equal(1, theta, 1);
        Assert.True(a.Variance < control.VarianceY / 20);
        Assert.Equal(0.1, b.Mean - a.Mean, 1);
    }

    [Fact]
    public void Ratios_use_the_unit_not_the_event()
    {
        // Every person has ten impressions and clicks all or none: the rate's variance is that of 1,000 people, not of 10,000 impressions.
        PairMoments people = default;
        for (int i = 0; i < 1000; i++)
        {
            people = people.Add(10, i % 2 == 0 ? 10 : 0);
        }
        Assert.Equal(0.5, ConfidenceSequence.RatioOf(people), 9);
        Assert.Equal(0.25 / 999, ConfidenceSequence.RatioVariance(people), 9);
    }

    [Fact]
    public void Sample_size_of_the_textbook()
    {
        Assert.Equal(1570, PowerAnalysis.UnitsPerArm(1, 0.1), 0);
        double sequential = PowerAnalysis.SequentialUnitsPerArm(1, 0.1);
        Assert.InRange(sequential / 1570, 1.2, 3);
        Assert.Equal(TimeSpan.FromDays(10), PowerAnalysis.Duration(500, 100));
    }

    [Fact]
    public void Moments_merge_as_if_seen_together()
    {
        double[] values = [3, 1, 4, 1, 5, 9, 2, 6];
        RunningMoments all = values.Aggregate(default(RunningMoments), (m, v) => m.Add(v));
        RunningMoments merged = values[..3].Aggregate(default(RunningMoments), (m, v) => m.Add(v)).Merge(values[3..].Aggregate(default(RunningMoments), (m, v) => m.Add(v)));
        Assert.Equal(all.Mean, merged.Mean, 12);
        Assert.Equal(all.Variance, merged.Variance, 12);
        Assert.Equal(all.Variance, RunningMoments.FromSums(8, values.Sum(), values.Sum(v => v * v)).Variance, 12);
    }

    [Fact]
    public void Team_draft_shares_the_top_that_all_agree_on_and_pages_do_not_change()
    {
        string[] a = ["x", "y", "c", "d", "e"], b = ["x", "y", "d", "f", "c"];
        InterleavedList<string> list = TeamDraft.Merge<string>([a, b], 6, seed: 42), page = TeamDraft.Merge<string>([a, b], 3, seed: 42);
        Assert.Equal(["x", "y"], list.Items.Take(2));
        Assert.Equal([TeamDraft.Neutral, TeamDraft.Neutral], list.Teams.Take(2));
        Assert.Equal(page.Items, list.Items.Take(3));
        Assert.Equal(list.Items.Count, list.Items.Distinct().Count());
        Assert.Equal(list.Items, TeamDraft.Merge<string>([a, b], 6, seed: 42).Items);
        Assert.Equal(1, InterleavingCredit.Paired([1, 0, 1, TeamDraft.Neutral], [1, 1, 1, 1]));
    }

    [Fact]
    public void Credit_by_rank_by_hand_and_its_sign_is_all_that_exchanging_the_rankers_changes()
    {
        // The clicked item is third for the first ranker and best for the second; of two with one score the one shown first ranks first.
        double[] worth = [0, 0.5, 0];
        float[] first = [9, 1, 1], second = [1, 9, 1], third = [9, 1, 2];
        Assert.Equal(0.5 * Math.Log(4 / 3.0), InterleavingCredit.ByRank(worth, first, second), 12);
        Assert.Equal(0.5 * Math.Log(5 / 3.0), InterleavingCredit.ByRank(worth, third, second), 12);
        Assert.Equal(-InterleavingCredit.ByRank(worth, first, second), InterleavingCredit.ByRank(worth, second, first), 12);
        Assert.Equal(0, InterleavingCredit.ByRank([1, 1, 1], first, first));
        // Clicks that cancel are no preference, whatever rounding leaves of them.
        var tally = new InterleavingTally();
        tally.Add("p", 0.1 + 0.2);
        tally.Add("p", -0.3);
        Assert.Equal((0, 0, 0.5), (tally.Wins, tally.Losses, tally.WinShare));
    }

    [Fact]
    public void By_rank_a_better_ranker_is_preferred_and_who_is_worse_never()
    {
        var random = new Random(5);
        InterleavingTally better = new(), worse = new();
        for (int s = 0; s < 1500; s++)
        {
            double[] truth = [.. Enumerable.Range(0, 20).Select(_ => random.NextDouble())];
            float[] good = [.. truth.Select(t => (float)(t + (0.4 * random.NextDouble())))], bad = [.. truth.Select(t => (float)(t + (0.9 * random.NextDouble())))];
            InterleavedList<int> list = TeamDraft.Merge<int>([Order(bad), Order(good)], 10, s);
            double[] worth = [.. list.Items.Select((d, k) => random.NextDouble() < truth[d] / (k + 1) ? 1.0 : 0.0)];
            float[] ofBad = [.. list.Items.Select(d => bad[d])], ofGood = [.. list.Items.Select(d => good[d])];
            better.Add($"p{s % 500}", InterleavingCredit.ByRank(worth, ofBad, ofGood));
            worse.Add($"p{s % 500}", InterleavingCredit.ByRank(worth, ofGood, ofBad));
        }
        Assert.True(better.Preference(new ConfidenceSequence(0.05, 500)).Low > 0);
        Assert.True(worse.Preference(new ConfidenceSequence(0.05, 500)).High < 0);

        static int[] Order(float[] scores) => [.. Enumerable.Range(0, scores.Length).OrderByDescending(d => scores[d])];
    }

    [Fact]
    public void Identical_rankers_win_half_the_time_and_three_can_play()
    {
        var random = new Random(2);
        var tally = new InterleavingTally();
        int[] ranking = [.. Enumerable.Range(0, 10)], other = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
        int[] placed = new int[3];
        for (int s = 0; s < 4000; s++)
        {
            InterleavedList<int> list = TeamDraft.Merge<int>([ranking, other], 10, s);
            double[] worth = [.. list.Items.Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0.0)];
            tally.Add($"p{s}", InterleavingCredit.Paired(list.Teams, worth));
            foreach (int team in TeamDraft.Merge<int>([ranking, other, [5, 1, 9, 0, 2]], 6, s).Teams)
            {
                placed[team]++;
            }
        }
        Assert.InRange(tally.WinShare, 0.47, 0.53);
        Interval preference = tally.Preference(new ConfidenceSequence());
        Assert.True(preference.Low < 0 && preference.High > 0);
        Assert.All(placed, count => Assert.InRange(count, 7700, 8300));
    }
}
