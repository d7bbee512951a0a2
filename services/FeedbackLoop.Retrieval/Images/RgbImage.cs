namespace FeedbackLoop.Retrieval.Images;

/// <summary>A picture in memory: 8-bit sRGB, rows from the top, three bytes (R, G, B) a pixel, no padding.</summary>
public sealed class RgbImage
{
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">Exactly <c>width * height * 3</c> bytes; kept, not copied.</param>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != (long)width * height * 3)
        {
            throw new ArgumentException($"a {width} x {height} picture has {(long)width * height * 3} bytes, not {pixels.Length}", nameof(pixels));
        }
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

#pragma warning disable CA1819 // pixels are worked on in place by design
    public byte[] Pixels { get; }
#pragma warning restore CA1819

    /// <summary>The same picture with left and right exchanged.</summary>
    public RgbImage Mirror()
    {
        var mirrored = new byte[Pixels.Length];
        for (int y = 0; y < Height; y++)
        {
            var source = Pixels.AsSpan(y * Width * 3, Width * 3);
            var target = mirrored.AsSpan(y * Width * 3, Width * 3);
            for (int x = 0; x < Width; x++)
            {
                source.Slice(x * 3, 3).CopyTo(target[((Width - 1 - x) * 3)..]);
            }
        }
        return new RgbImage(Width, Height, mirrored);
    }

    /// <summary>The part of the picture that the rectangle covers.</summary>
    public RgbImage Crop(int left, int top, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(left + width, Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top + height, Height);
        var part = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            Pixels.AsSpan(((top + y) * Width + left) * 3, width * 3).CopyTo(part.AsSpan(y * width * 3));
        }
        return new RgbImage(width, height, part);
    }

    /// <summary>The picture made smaller (never larger) by averaging areas, so that its longer side is at most <paramref name="maxSide"/>.</summary>
    public RgbImage ShrinkTo(int maxSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSide, 1);
        int longer = Math.Max(Width, Height);
        if (longer <= maxSide)
        {
            return this;
        }
        int width = Math.Max(1, (int)Math.Round((double)Width * maxSide / longer));
        int height = Math.Max(1, (int)Math.Round((double)Height * maxSide / longer));
        return AreaResampler.Resample(this, width, height);
    }
}
