namespace FeedbackLoop.Retrieval.Embedding.Pictures;

/// <summary>sRGB to OKLab (Ottosson 2020): a space in which equal distances look equally different, cheap to compute.</summary>
internal static class OkLab
{
    private static readonly float[] Linear = BuildLinear();
    private static readonly float[] Roots = BuildRoots();

    /// <summary>L in [0, 1], a and b in about [-0.4, 0.4].</summary>
    public static (float L, float A, float B) FromRgb(byte red, byte green, byte blue)
    {
        float r = Linear[red], g = Linear[green], b = Linear[blue];
        float l = CubeRoot(0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
        float m = CubeRoot(0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
        float s = CubeRoot(0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);
        return (0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
            1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
            0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s);
    }

    /// <summary>Between table entries spaced by fourth powers, so that dark values are as exact as light ones: error under 1e-5.</summary>
    private static float CubeRoot(float value)
    {
        float at = MathF.Sqrt(MathF.Sqrt(Math.Clamp(value, 0, 1))) * (Roots.Length - 2);
        int low = (int)at;
        return Roots[low] + (at - low) * (Roots[low + 1] - Roots[low]);
    }

    private static float[] BuildRoots()
    {
        var table = new float[1026];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = (float)Math.Pow(i / 1024.0, 4 / 3.0);
        }
        return table;
    }

    private static float[] BuildLinear()
    {
        var table = new float[256];
        for (int i = 0; i < 256; i++)
        {
            double v = i / 255.0;
            table[i] = (float)(v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4));
        }
        return table;
    }
}
