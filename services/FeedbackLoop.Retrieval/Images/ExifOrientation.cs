namespace FeedbackLoop.Retrieval.Images;

/// <summary>Turns a picture upright as its EXIF tag says (Exif 2.32, 4.6.4.A, orientation 1 to 8).</summary>
internal static class ExifOrientation
{
    public static RgbImage Upright(RgbImage image, int orientation)
    {
        if (orientation is <= 1 or > 8)
        {
            return image;
        }
        bool turned = orientation >= 5;
        int width = turned ? image.Height : image.Width;
        int height = turned ? image.Width : image.Height;
        var pixels = new byte[image.Pixels.Length];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                var (sx, sy) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, width - 1 - x),
                    7 => (height - 1 - y, width - 1 - x),
                    _ => (height - 1 - y, x),
                };
                image.Pixels.AsSpan((sy * image.Width + sx) * 3, 3).CopyTo(pixels.AsSpan((y * width + x) * 3));
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
