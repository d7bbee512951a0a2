namespace FeedbackLoop.Learning.Trust;

/// <summary>A mean that a minority of people cannot move: people are dealt into blocks, each block is averaged, and the median block counts. With 2k + 1 blocks
/// up to k attackers are outvoted, however extreme (Nemirovsky and Yudin 1983; Lecué and Lerasle 2020).</summary>
public static class MedianOfMeans
{
    /// <summary>Median of the block means of sum/weight.</summary>
    /// <param name="blocks">Block of each observation, from <see cref="Block"/>: all of one person's fall into one.</param>
    /// <param name="sums">Sum of each observation.</param>
    /// <param name="weights">Weight of each observation.</param>
    /// <param name="blockCount">Blocks; odd.</param>
    public static double Estimate(ReadOnlySpan<int> blocks, ReadOnlySpan<double> sums, ReadOnlySpan<double> weights, int blockCount)
    {
        Span<double> sum = stackalloc double[blockCount], weight = stackalloc double[blockCount];
        sum.Clear();
        weight.Clear();
        for (int i = 0; i < blocks.Length; i++)
        {
            sum[blocks[i]] += sums[i];
            weight[blocks[i]] += weights[i];
        }
        return Estimate(sum, weight);
    }

    /// <summary>Median of the means of blocks that hold anything; the two middle ones' mean when their number is even; 0 when all are empty.</summary>
    public static double Estimate(ReadOnlySpan<double> blockSums, ReadOnlySpan<double> blockWeights)
    {
        Span<double> means = stackalloc double[blockSums.Length];
        int used = 0;
        for (int b = 0; b < blockSums.Length; b++)
        {
            if (blockWeights[b] > 0)
            {
                means[used++] = blockSums[b] / blockWeights[b];
            }
        }
        means = means[..used];
        means.Sort();
        return used == 0 ? 0 : used % 2 == 1 ? means[used / 2] : (means[(used / 2) - 1] + means[used / 2]) / 2;
    }

    /// <summary>A person's block, the same every time.</summary>
    public static int Block(string person, int blockCount, string salt = "median-of-means") =>
        (int)(Experiments.HashAssignment.Bucket(salt, person) * blockCount);
}
