namespace FeedbackLoop.Learning.Drift;

/// <summary>Bins of about equal mass on a reference sample, with one more for missing values; equal values share a bin.</summary>
public sealed class QuantileBins
{
    private readonly float[] upper;

    /// <param name="reference">Sample that defines the cuts; NaN is missing.</param>
    /// <param name="bins">Most bins for present values.</param>
    public QuantileBins(ReadOnlySpan<float> reference, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        float[] sorted = reference.ToArray().Where(v => !float.IsNaN(v)).Order().ToArray();
        var cuts = new List<float>();
        for (int b = 1; b < bins && sorted.Length > 0; b++)
        {
            float cut = sorted[(int)((long)sorted.Length * b / bins)];
            // The last value cannot be a cut: nothing would be above it.
            if (cut < sorted[^1] && (cuts.Count == 0 || cut > cuts[^1]))
            {
                cuts.Add(cut);
            }
        }
        upper = [.. cuts];
    }

    /// <summary>Bins, the one for missing values (the last) included.</summary>
    public int Count => upper.Length + 2;

    /// <summary>Number of values in each bin.</summary>
    public long[] Histogram(ReadOnlySpan<float> values)
    {
        long[] counts = new long[Count];
        foreach (float value in values)
        {
            if (float.IsNaN(value))
            {
                counts[^1]++;
                continue;
            }
            int at = Array.BinarySearch(upper, value);
            counts[at >= 0 ? at : ~at]++;
        }
        return counts;
    }
}
