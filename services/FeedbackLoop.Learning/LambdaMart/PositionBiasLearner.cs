namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>The position biases of Unbiased LambdaMART, re-estimated after each tree: t+ from the pair losses at the clicked document's position and t- from
/// those at the unclicked one's, each relative to position 1 (Hu et al. 2019, equations 30 and 31).</summary>
internal sealed class PositionBiasLearner
{
    private readonly int[] positions;
    private readonly float[] labels;
    private readonly double power;
    private readonly int most;
    private readonly double[][] lossHigh, lossLow; // per task, so that the sums do not depend on the threads

    public PositionBiasLearner(RankingDataset data, PairwiseDebiasing options, int tasks)
    {
        if (data.Positions is null)
        {
            throw new ArgumentException("Positions are needed to learn position biases.", nameof(data));
        }
        most = options.MaxPosition;
        power = 1 / (1 + options.P);
        labels = data.Labels;
        positions = Array.ConvertAll(data.Positions, p => Math.Min(p, most) - 1);
        Clicked = [.. Enumerable.Repeat(1.0, most)];
        Unclicked = [.. Enumerable.Repeat(1.0, most)];
        lossHigh = [.. Enumerable.Range(0, tasks).Select(_ => new double[most])];
        lossLow = [.. Enumerable.Range(0, tasks).Select(_ => new double[most])];
    }

    /// <summary>t+ per position.</summary>
    public double[] Clicked { get; }

    /// <summary>t- per position.</summary>
    public double[] Unclicked { get; }

    /// <summary>1/(t+ t-) of a pair, and notes its loss.</summary>
    public float PairWeight(int task, int high, int low, float loss)
    {
        int i = positions[high], j = positions[low];
        lossHigh[task][i] += loss / Unclicked[j];
        lossLow[task][j] += loss / Clicked[i];
        return (float)(1 / (Clicked[i] * Unclicked[j]));
    }

    /// <summary>Turns the noted losses into the next biases and forgets them.</summary>
    public void Update()
    {
        Estimate(lossHigh, Clicked);
        Estimate(lossLow, Unclicked);
    }

    private void Estimate(double[][] losses, double[] bias)
    {
        var sums = new double[most];
        foreach (double[] part in losses)
        {
            for (int k = 0; k < most; k++)
            {
                sums[k] += part[k];
            }
            Array.Clear(part);
        }
        if (sums[0] <= 0)
        {
            return;
        }
        for (int k = 0; k < most; k++)
        {
            bias[k] = sums[k] > 0 ? Math.Max(Math.Pow(sums[k] / sums[0], power), 1e-3) : 1;
        }
    }
}
