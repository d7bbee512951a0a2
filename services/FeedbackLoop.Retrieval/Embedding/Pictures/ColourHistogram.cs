namespace FeedbackLoop.Retrieval.Embedding.Pictures;

/// <summary>Soft histograms of the product's colours over a fixed grid of OKLab, weighted by foreground.</summary>
internal static class ColourHistogram
{
    private const int LBins = 7, AbBins = 9;
    private const float AbRange = 0.26f;

    public const int Length = LBins * AbBins * AbBins;

    /// <summary>Adds each pixel's weight to the eight nearest bins, so that small shifts of colour move little.</summary>
    public static void Add(Span<float> histogram, float l, float a, float b, float weight)
    {
        // Colours crowd near grey: the square root gives pale tones their own bins.
        float x = Math.Clamp(l, 0, 0.9999f) * (LBins - 1);
        float y = Warp(a), z = Warp(b);
        int x0 = (int)x, y0 = (int)y, z0 = (int)z;
        float fx = x - x0, fy = y - y0, fz = z - z0;
        for (int i = 0; i < 8; i++)
        {
            int dx = i & 1, dy = (i >> 1) & 1, dz = i >> 2;
            float share = (dx == 0 ? 1 - fx : fx) * (dy == 0 ? 1 - fy : fy) * (dz == 0 ? 1 - fz : fz);
            histogram[((x0 + dx) * AbBins + y0 + dy) * AbBins + z0 + dz] += weight * share;
        }
    }

    private static float Warp(float v)
    {
        float u = MathF.Sqrt(Math.Min(Math.Abs(v) / AbRange, 1)) * (v < 0 ? -1 : 1);
        return Math.Clamp((u + 1) / 2, 0, 0.9999f) * (AbBins - 1);
    }
}
