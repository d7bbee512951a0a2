using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.Retrieval.Embedding.Clip;

/// <summary>Bicubic resizing as Pillow does it and CLIP was trained with: Keys' kernel with a = -0.5 (Keys, "Cubic Convolution Interpolation for Digital Image
/// Processing", 1981), stretched by the scale when making smaller so that nothing aliases, weights normalised to one at the borders, first along rows and then along
/// columns, with 8-bit values rounded and clamped in between. Weights are fixed-point with 22 bits, as in Pillow, so that results agree to the bit.</summary>
internal static class BicubicResampler
{
    private const int Precision = 32 - 8 - 2;
    private const double Support = 2;

    public static RgbImage Resample(RgbImage source, int width, int height)
    {
        byte[] pixels = source.Pixels;
        int rows = source.Height;
        if (width != source.Width)
        {
            var (first, weights, taps) = Weights(source.Width, width);
            var narrowed = new byte[width * rows * 3];
            for (int y = 0; y < rows; y++)
            {
                Line(pixels.AsSpan(y * source.Width * 3, source.Width * 3), 3, narrowed.AsSpan(y * width * 3, width * 3), 3, first, weights, taps);
            }
            pixels = narrowed;
        }
        if (height != rows)
        {
            var (first, weights, taps) = Weights(rows, height);
            var lowered = new byte[width * height * 3];
            for (int x = 0; x < width; x++)
            {
                Line(pixels.AsSpan(x * 3), width * 3, lowered.AsSpan(x * 3), width * 3, first, weights, taps);
            }
            pixels = lowered;
        }
        return new RgbImage(width, height, pixels);
    }

    private static void Line(ReadOnlySpan<byte> from, int step, Span<byte> to, int toStep, int[] first, int[] weights, int taps)
    {
        for (int i = 0; i < first.Length; i++)
        {
            int red = 1 << (Precision - 1), green = red, blue = red;
            for (int t = 0, at = first[i] * step; t < taps; t++, at += step)
            {
                int weight = weights[(i * taps) + t];
                if (weight != 0)
                {
                    red += weight * from[at];
                    green += weight * from[at + 1];
                    blue += weight * from[at + 2];
                }
            }
            to[i * toStep] = Clamp(red);
            to[(i * toStep) + 1] = Clamp(green);
            to[(i * toStep) + 2] = Clamp(blue);
        }
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value >> Precision, 0, 255);

    /// <summary>For each new pixel the first old one that counts, and the weights from it on.</summary>
    private static (int[] First, int[] Weights, int Taps) Weights(int source, int target)
    {
        double scale = (double)source / target, stretch = Math.Max(scale, 1), reach = Support * stretch;
        int taps = ((int)Math.Ceiling(reach) * 2) + 1;
        var first = new int[target];
        var weights = new int[target * taps];
        Span<double> kernel = new double[taps];
        for (int i = 0; i < target; i++)
        {
            double centre = (i + 0.5) * scale, sum = 0;
            int from = Math.Max(0, (int)(centre - reach + 0.5)), to = Math.Min(source, (int)(centre + reach + 0.5));
            first[i] = from;
            for (int x = from; x < to; x++)
            {
                sum += kernel[x - from] = Kernel((x - centre + 0.5) / stretch);
            }
            for (int x = from; x < to; x++)
            {
                double weight = kernel[x - from] / sum * (1 << Precision);
                weights[(i * taps) + x - from] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }
        return (first, weights, taps);
    }

    /// <summary>Keys' cubic with a = -0.5.</summary>
    internal static double Kernel(double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
            : x < 2 ? (((((x - 5) * x) + 8) * x) - 4) * a
            : 0;
    }
}
