using FeedbackLoop.Learning.Drift;
using FeedbackLoop.Learning.Trust;

namespace FeedbackLoop.Learning.Tests;

public sealed class DriftAndTrustTests
{
    [Fact]
    public void Stability_index_by_hand_and_its_threshold_holds_its_promise()
    {
        double expected = ((0.5 - 0.25) * Math.Log(0.5 / 0.25)) + ((0.5 - 0.75) * Math.Log(0.5 / 0.75));
        Assert.Equal(expected, PopulationStability.Index([2500_000, 7500_000], [5000_000, 5000_000]), 5);
        var random = new Random(1);
        int alarms = 0;
        double limit = PopulationStability.Threshold(10, 2000, 500, 0.05);
        for (int t = 0; t < 1000; t++)
        {
            long[] a = new long[10], b = new long[10];
            for (int i = 0; i < 2000; i++)
            {
                a[random.Next(10)]++;
            }
            for (int i = 0; i < 500; i++)
            {
                b[random.Next(10)]++;
            }
            alarms += PopulationStability.Index(a, b) > limit ? 1 : 0;
        }
        Assert.InRange(alarms, 25, 80);
    }

    [Fact]
    public void Kolmogorov_smirnov_and_chi_square_by_hand()
    {
        (double distance, double p) = KolmogorovSmirnov.Test([1, 2, 3, 4], [3, 4, 5, 6]);
        Assert.Equal(0.5, distance, 9);
        Assert.True(p > 0.3);
        Assert.Equal(1, KolmogorovSmirnov.Test([1, 2], [3, 4]).Distance, 9);
        (double statistic, double chance) = ChiSquareHomogeneity.Test([30, 70], [50, 50]);
        Assert.Equal(100 / 40.0 * 2 + 100 / 60.0 * 2, statistic, 6);
        Assert.Equal(0.0039, chance, 3);
    }

    [Fact]
    public void Page_hinkley_finds_both_directions()
    {
        foreach (int direction in (int[])[1, -1])
        {
            var random = new Random(3);
            var test = new PageHinkley(0.1, 20);
            int alarm = 0;
            for (int i = 0; i < 2000 && alarm == 0; i++)
            {
                alarm = test.Add(Gauss(random) + (i < 1000 ? 0 : direction));
                Assert.True(i >= 1000 || alarm == 0, $"false alarm at {i}");
            }
            Assert.Equal(direction, alarm);
        }
    }

    [Fact]
    public void Adwin_keeps_a_stable_window_and_drops_the_old_one()
    {
        var random = new Random(4);
        var adwin = new Adwin();
        for (int i = 0; i < 3000; i++)
        {
            Assert.False(adwin.Add(random.NextDouble() < 0.3 ? 1 : 0));
        }
        Assert.Equal(3000, adwin.Width);
        Assert.Equal(0.3, adwin.Mean, 1);
        bool found = false;
        for (int i = 0; i < 1000; i++)
        {
            found |= adwin.Add(random.NextDouble() < 0.6 ? 1 : 0);
        }
        Assert.True(found);
        Assert.InRange(adwin.Width, 500, 1500);
        Assert.Equal(0.6, adwin.Mean, 1);
    }

    [Fact]
    public void The_monitor_waits_for_a_second_window_and_names_what_moved()
    {
        var random = new Random(5);
        var monitor = new DriftMonitor();
        monitor.SetReference("steady", Normal(random, 5000, 0));
        monitor.SetReference("moved", Normal(random, 5000, 0));
        DriftReport Window(double shift) => monitor.Observe(new Dictionary<string, float[]> { ["steady"] = Normal(random, 1000, 0), ["moved"] = Normal(random, 1000, shift) });
        Assert.False(Window(0).Alarm);
        Assert.False(Window(0.7).Alarm);
        DriftReport second = Window(0.7);
        Assert.True(second.Alarm);
        Assert.Equal("moved", second.Findings[0].Name);
        Assert.Throws<ArgumentException>(() => monitor.Observe(new Dictionary<string, float[]> { ["unknown"] = [1] }));
    }

    [Fact]
    public void Embeddings_that_turn_are_noticed()
    {
        var random = new Random(6);
        float[] reference = Normal(random, 16_000, 0), same = Normal(random, 16_000, 0), moved = Normal(random, 16_000, 0);
        for (int i = 0; i < moved.Length; i += 16)
        {
            moved[i] += 1.5f;
        }
        Assert.True(EmbeddingDrift.Test(reference, same, 16).PValue > 0.01);
        Assert.True(EmbeddingDrift.Test(reference, moved, 16).PValue < 0.001);
    }

    [Fact]
    public void The_median_of_blocks_ignores_one_loud_block_and_honest_counts_are_kept()
    {
        Assert.Equal(0.2, MedianOfMeans.Estimate([0, 1, 2, 3, 4], [1, 2, 2, 2, 500], [10, 10, 10, 10, 500], 5), 9);
        var random = new Random(7);
        var table = new RobustClickTable(2, 1);
        double clicks = 0;
        for (int i = 0; i < 5000; i++)
        {
            bool click = random.NextDouble() < 0.2;
            clicks += click ? 1 : 0;
            table.Add($"p{i}", 0, 1, click);
            table.Add($"p{i}", 1, 1, random.NextDouble() < 0.2);
        }
        for (int i = 0; i < 2000; i++)
        {
            table.Add("attacker", 1, 1, true);
        }
        var kept = table.ToTable();
        Assert.Equal(clicks, kept.Clicked(0), 3);
        Assert.Equal(0.2, kept.Clicked(1) / kept.Shown(1), 1);
    }

    private static float[] Normal(Random random, int count, double mean) => [.. Enumerable.Range(0, count).Select(_ => (float)(Gauss(random) + mean))];

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
