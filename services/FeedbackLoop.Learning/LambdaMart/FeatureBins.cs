namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>How one feature's values map to bins. A numeric value goes to the first bin whose upper bound is not below it; a missing value to the last bin,
/// when the feature has one. A category has its own bin; rare and unseen categories share the missing one.</summary>
internal sealed class FeatureBins
{
    private FeatureBins(float[] upperBounds, int[]? categories, bool hasMissing)
    {
        UpperBounds = upperBounds;
        Categories = categories;
        HasMissing = hasMissing;
        ValueBins = categories?.Length ?? upperBounds.Length;
        Count = ValueBins + (hasMissing ? 1 : 0);
    }

    /// <summary>Upper bound of each value bin; the last is +infinity. Empty for a category.</summary>
    public float[] UpperBounds { get; }

    /// <summary>Category of each bin, or null for a numeric feature.</summary>
    public int[]? Categories { get; }

    /// <summary>Whether the last bin stands for missing values.</summary>
    public bool HasMissing { get; }

    /// <summary>Bins of present values.</summary>
    public int ValueBins { get; }

    /// <summary>All bins.</summary>
    public int Count { get; }

    /// <summary>Chooses the cuts from a sample, which is sorted in place. NaN marks a missing value.</summary>
    public static FeatureBins Numeric(Span<float> sample, int maxBins, int minDataInBin)
    {
        int missing = 0, present = 0;
        foreach (float value in sample)
        {
            if (float.IsNaN(value))
            {
                missing++;
            }
            else
            {
                sample[present++] = value == 0 ? 0 : value; // -0 and 0 are one value
            }
        }
        // NaN may be absent from the sample and still come later: a feature without it sends NaN to the bin of zero.
        bool hasMissing = missing > 0;
        return new(FindBounds(sample[..present], hasMissing ? maxBins - 1 : maxBins, minDataInBin), null, hasMissing);
    }

    /// <summary>Gives the most frequent categories of the sample a bin each.</summary>
    public static FeatureBins Category(ReadOnlySpan<float> sample, int maxBins)
    {
        var counts = new Dictionary<int, int>();
        foreach (float value in sample)
        {
            if (IsCategory(value))
            {
                counts[(int)value] = counts.GetValueOrDefault((int)value) + 1;
            }
        }
        int[] kept = [.. counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(maxBins - 1).Select(pair => pair.Key).Order()];
        return new([], kept, hasMissing: true);
    }

    /// <summary>The bin of a value.</summary>
    public int Bin(float value)
    {
        if (Categories is not null)
        {
            int found = IsCategory(value) ? Array.BinarySearch(Categories, (int)value) : -1;
            return found >= 0 ? found : Count - 1;
        }
        if (float.IsNaN(value))
        {
            if (HasMissing)
            {
                return Count - 1;
            }
            value = 0;
        }
        return LowerBound(UpperBounds, value);
    }

    internal static bool IsCategory(float value) => value is >= 0 and < 1 << 24 && value == MathF.Truncate(value);

    /// <summary>First index whose bound is not below the value; without branches that depend on the data.</summary>
    private static int LowerBound(float[] bounds, float value)
    {
        int low = 0;
        for (int length = bounds.Length; length > 1;)
        {
            int half = length >> 1;
            low += bounds[low + half - 1] < value ? half : 0;
            length -= half;
        }
        return low;
    }

    private static float[] FindBounds(Span<float> values, int maxBins, int minDataInBin)
    {
        values.Sort();
        var distinct = new List<float>();
        var counts = new List<int>();
        foreach (float value in values)
        {
            if (distinct.Count > 0 && distinct[^1] == value)
            {
                counts[^1]++;
            }
            else
            {
                distinct.Add(value);
                counts.Add(1);
            }
        }
        var bounds = new List<float>();
        int filled = 0;
        if (distinct.Count <= maxBins)
        {
            for (int i = 0; i + 1 < distinct.Count; i++)
            {
                filled += counts[i];
                if (filled >= minDataInBin)
                {
                    bounds.Add(Between(distinct[i], distinct[i + 1]));
                    filled = 0;
                }
            }
        }
        else
        {
            // Frequent values get a bin of their own; the rest share what is left in equal parts.
            double mean = (double)values.Length / maxBins;
            int bigBins = 0, bigRows = 0;
            foreach (int count in counts)
            {
                if (count >= mean)
                {
                    bigBins++;
                    bigRows += count;
                }
            }
            int restBins = Math.Max(1, maxBins - bigBins), restRows = values.Length - bigRows;
            double target = Math.Max(minDataInBin, (double)restRows / restBins);
            for (int i = 0; i + 1 < distinct.Count && bounds.Count < maxBins - 1; i++)
            {
                bool big = counts[i] >= mean, nextBig = counts[i + 1] >= mean;
                filled += counts[i];
                if (!big)
                {
                    restRows -= counts[i];
                }
                if (big || filled >= target || (nextBig && filled >= Math.Max(minDataInBin, target * 0.5)))
                {
                    bounds.Add(Between(distinct[i], distinct[i + 1]));
                    filled = 0;
                    if (!big && --restBins > 0)
                    {
                        target = Math.Max(minDataInBin, (double)restRows / restBins);
                    }
                }
            }
        }
        bounds.Add(float.PositiveInfinity);
        return [.. bounds];
    }

    /// <summary>A number t with a &lt;= t &lt; b.</summary>
    private static float Between(float a, float b)
    {
        if (float.IsNegativeInfinity(a))
        {
            return float.MinValue < b ? float.MinValue : a;
        }
        float middle = (float)(((double)a + Math.Min(b, float.MaxValue)) / 2);
        return middle >= a && middle < b ? middle : a;
    }
}
