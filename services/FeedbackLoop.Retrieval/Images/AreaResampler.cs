namespace FeedbackLoop.Retrieval.Images;

/// <summary>Makes pictures smaller by averaging the area that each new pixel covers: no aliasing, no ringing.</summary>
internal static class AreaResampler
{
    /// <summary>Resamples to <paramref name="width"/> x <paramref name="height"/>; both at most the source's.</summary>
    public static RgbImage Resample(RgbImage source, int width, int height)
    {
        var (firstX, weightX) = Coverage(source.Width, width);
        var (firstY, weightY) = Coverage(source.Height, height);
        int tapsX = weightX.Length / width, tapsY = weightY.Length / height;
        var row = new float[width * 3];
        var sum = new float[width * 3];
        var target = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            Array.Clear(sum);
            for (int t = 0; t < tapsY; t++)
            {
                float wy = weightY[y * tapsY + t];
                if (wy == 0)
                {
                    continue;
                }
                var line = source.Pixels.AsSpan((firstY[y] + t) * source.Width * 3, source.Width * 3);
                ShrinkRow(line, row, firstX, weightX, tapsX);
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += wy * row[i];
                }
            }
            for (int i = 0; i < sum.Length; i++)
            {
                target[y * width * 3 + i] = (byte)Math.Clamp((int)(sum[i] + 0.5f), 0, 255);
            }
        }
        return new RgbImage(width, height, target);
    }

    private static void ShrinkRow(ReadOnlySpan<byte> line, Span<float> row, int[] first, float[] weight, int taps)
    {
        for (int x = 0; x < first.Length; x++)
        {
            float r = 0, g = 0, b = 0;
            int at = first[x] * 3;
            for (int t = 0; t < taps; t++, at += 3)
            {
                float w = weight[x * taps + t];
                if (w == 0)
                {
                    break;
                }
                r += w * line[at];
                g += w * line[at + 1];
                b += w * line[at + 2];
            }
            row[x * 3] = r;
            row[x * 3 + 1] = g;
            row[x * 3 + 2] = b;
        }
    }

    /// <summary>For each target cell the first source cell that it covers and how much of each following one.</summary>
    private static (int[] First, float[] Weight) Coverage(int source, int target)
    {
        double scale = (double)source / target;
        int taps = (int)Math.Ceiling(scale) + 1;
        var first = new int[target];
        var weight = new float[target * taps];
        for (int i = 0; i < target; i++)
        {
            double from = i * scale, to = Math.Min((i + 1) * scale, source);
            first[i] = (int)from;
            for (int t = 0; t < taps && first[i] + t < source; t++)
            {
                double covered = Math.Min(to, first[i] + t + 1) - Math.Max(from, first[i] + t);
                weight[i * taps + t] = covered > 1e-9 ? (float)(covered / (to - from)) : 0f;
            }
        }
        return (first, weight);
    }
}
