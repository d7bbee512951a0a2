using FeedbackLoop.Learning.Statistics;

namespace FeedbackLoop.Learning.Drift;

/// <summary>Two-sample Kolmogorov-Smirnov test: the largest distance between two empirical distributions.</summary>
public static class KolmogorovSmirnov
{
    /// <summary>Statistic and asymptotic p-value (on the safe side with ties). NaN values are left out.</summary>
    public static (double Distance, double PValue) Test(ReadOnlySpan<float> reference, ReadOnlySpan<float> current)
    {
        float[] a = Sorted(reference), b = Sorted(current);
        if (a.Length == 0 || b.Length == 0)
        {
            return (0, 1);
        }
        double distance = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            float value = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] == value)
            {
                i++;
            }
            while (j < b.Length && b[j] == value)
            {
                j++;
            }
            distance = Math.Max(distance, Math.Abs(((double)i / a.Length) - ((double)j / b.Length)));
        }
        return (distance, Distributions.KolmogorovTail(distance, a.Length, b.Length));
    }

    private static float[] Sorted(ReadOnlySpan<float> values)
    {
        float[] sorted = new float[values.Length];
        int count = 0;
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
            {
                sorted[count++] = value;
            }
        }
        Array.Resize(ref sorted, count);
        Array.Sort(sorted);
        return sorted;
    }
}
