namespace FeedbackLoop.Learning.Drift;

/// <summary>Page-Hinkley test for a change of a stream's mean, both ways: the cumulative deviation from the running mean, less an allowance, against its
/// extreme so far (Page 1954; Gama et al. 2014). Constant memory.</summary>
public sealed class PageHinkley
{
    private readonly double allowance, threshold;
    private readonly int leastCount;
    private double mean, up, down;
    private long count;

    /// <param name="allowance">Change per observation that is tolerated, in units of the stream: half the smallest change worth finding.</param>
    /// <param name="threshold">Cumulative excess that alarms; larger means fewer false alarms and later true ones.</param>
    /// <param name="leastCount">Observations before the first alarm.</param>
    public PageHinkley(double allowance, double threshold, int leastCount = 30) =>
        (this.allowance, this.threshold, this.leastCount) = (allowance, threshold, leastCount);

    /// <summary>Excess upwards since its last low.</summary>
    public double Upward => up;

    /// <summary>Excess downwards since its last high.</summary>
    public double Downward => down;

    /// <summary>Takes one observation; +1 or -1 when the mean has risen or fallen, else 0. After an alarm it starts anew.</summary>
    public int Add(double value)
    {
        count++;
        mean += (value - mean) / count;
        // Tracking the distance to the extreme directly avoids the drift of a long sum.
        up = Math.Max(0, up + value - mean - allowance);
        down = Math.Max(0, down + mean - value - allowance);
        if (count < leastCount)
        {
            return 0;
        }
        int alarm = up > threshold ? 1 : down > threshold ? -1 : 0;
        if (alarm != 0)
        {
            (mean, up, down, count) = (0, 0, 0, 0);
        }
        return alarm;
    }
}
