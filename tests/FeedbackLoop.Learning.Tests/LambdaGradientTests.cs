using FeedbackLoop.Learning.LambdaMart;

namespace FeedbackLoop.Learning.Tests;

public sealed unsafe class LambdaGradientTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(150)]
    public void Vector_pairs_equal_single_pairs(int size)
    {
        var random = new Random(size);
        var rows = new RankingRows
        {
            Values = new float[size], FeatureCount = 1, GroupSizes = [size], Labels = [.. Enumerable.Range(0, size).Select(i => (float)(i % 4))], Weights = [.. Enumerable.Range(0, size).Select(_ => 0.5f + random.NextSingle())],
        };
        RankingDataset data = RankingDataset.Create(rows);
        LambdaMartOptions options = new() { NormalizeLambdas = true };
        using var team = new WorkerTeam(1);
        float[] scores = [.. Enumerable.Range(0, size).Select(_ => (random.NextSingle() * 6) - 3)], g = new float[size], h = new float[size];
        new LambdaGradients(data, options, 1).Compute(team, scores, g, h);

        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => scores[i])];
        float[] gains = [.. order.Select(i => (float)Math.Pow(2, rows.Labels[i]) - 1)], slowG = new float[size], slowH = new float[size];
        double ideal = gains.OrderDescending().Take(options.Truncation).Select((gain, rank) => gain / Math.Log2(rank + 2)).Sum();
        double total = LambdaGradients.PairsScalar([.. order.Select(i => scores[i])], gains, [.. order.Select(i => rows.Weights[i])], (float)(1 / ideal), options, slowG, slowH);
        double scale = Math.Log2(1 + total) / total;
        for (int rank = 0; rank < size; rank++)
        {
            Assert.Equal(slowG[rank] * scale, g[order[rank]], 4);
            Assert.Equal(slowH[rank] * scale, h[order[rank]], 4);
        }
        Assert.Equal(0, g.Sum(v => (double)v), 4); // what one document gains another loses
    }

    [Fact]
    public void Vector_split_scan_equals_single_cuts()
    {
        var random = new Random(1);
        long* prefix = stackalloc long[256 + 16];
        for (int round = 0; round < 200; round++)
        {
            int cuts = random.Next(1, 200);
            long sum = 0;
            for (int b = 0; b <= cuts; b++)
            {
                sum += ((long)random.Next(-100_000, 100_000) << 32) + random.Next(0, 100_000);
                prefix[b] = sum;
            }
            (double fast, int at) = SplitFinder.ScanVector(prefix, cuts, 0, sum, 500, 0);
            double best = double.NegativeInfinity;
            for (int b = 0; b < cuts; b++)
            {
                double hl = PackedGradients.Hessian(prefix[b]), hr = PackedGradients.Hessian(sum - prefix[b]);
                double gl = PackedGradients.Gradient(prefix[b]), gr = PackedGradients.Gradient(sum - prefix[b]);
                if (hl >= 500 && hr >= 500)
                {
                    best = Math.Max(best, (gl * gl / hl) + (gr * gr / hr));
                }
            }
            if (double.IsNegativeInfinity(best))
            {
                Assert.Equal(best, fast);
            }
            else
            {
                Assert.InRange(fast / best, 1 - 1e-5, 1 + 1e-9);
                Assert.InRange(at, 0, cuts - 1);
            }
        }
    }

    [Fact]
    public void Average_precision_lambdas_point_the_right_way()
    {
        var rows = new RankingRows { Values = new float[4], FeatureCount = 1, GroupSizes = [4], Labels = [0, 1, 0, 1] };
        using var team = new WorkerTeam(1);
        float[] g = new float[4], h = new float[4];
        // Ranked 0, 1, 2, 3. Swapping ranks 1 and 2 changes AP from (1/2 + 2/4)/2 to (1/1 + 2/4)/2: by 1/4.
        new LambdaGradients(RankingDataset.Create(rows), new LambdaMartOptions { Objective = RankingObjective.Map, NormalizeLambdas = false }, 1).Compute(team, [4, 3, 2, 1], g, h);
        Assert.True(g[1] < 0 && g[3] < 0 && g[0] > 0);
        double pair01 = 0.25 / (1 + Math.Exp(-1)), pair03 = 0.5 * Math.Abs((1.0 / 1) - (2.0 / 4) + 0.5) / (1 + Math.Exp(-3));
        Assert.Equal(pair01 + pair03, g[0], 5);
    }
}
