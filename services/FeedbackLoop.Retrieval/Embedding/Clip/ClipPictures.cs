using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.Retrieval.Embedding.Clip;

/// <summary>Turns pictures into CLIP's input: shorter side resized bicubically, the centre cropped, normalised, channel by channel.</summary>
public static class ClipPictures
{
    /// <summary>The pixels of one picture.</summary>
    /// <param name="target">3 x Size x Size values out: all of red by rows, then green, then blue.</param>
    /// <exception cref="ArgumentException">The target has another length.</exception>
    public static void Prepare(RgbImage image, ClipPreprocessing settings, Span<float> target)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(settings);
        int size = settings.Size, plane = size * size;
        if (target.Length != 3 * plane)
        {
            throw new ArgumentException($"3 x {size} x {size} values are needed, not {target.Length}.", nameof(target));
        }
        RgbImage square = CentreSquare(image, size);
        for (int channel = 0; channel < 3; channel++)
        {
            float scale = 1 / (255 * settings.Deviation[channel]), shift = settings.Mean[channel] / settings.Deviation[channel];
            for (int i = 0; i < plane; i++)
            {
                target[(channel * plane) + i] = (square.Pixels[(i * 3) + channel] * scale) - shift;
            }
        }
    }

    /// <summary>The centre of the picture after its shorter side was resized to <paramref name="size"/>. Lengths are truncated as torchvision does, and the middle is
    /// rounded as it does.</summary>
    internal static RgbImage CentreSquare(RgbImage image, int size)
    {
        bool wide = image.Width > image.Height;
        int width = wide ? (int)((long)size * image.Width / image.Height) : size;
        int height = wide ? size : (int)((long)size * image.Height / image.Width);
        RgbImage resized = width == image.Width && height == image.Height ? image : BicubicResampler.Resample(image, width, height);
        return resized.Crop((int)Math.Round((width - size) / 2.0, MidpointRounding.ToEven), (int)Math.Round((height - size) / 2.0, MidpointRounding.ToEven), size, size);
    }
}
