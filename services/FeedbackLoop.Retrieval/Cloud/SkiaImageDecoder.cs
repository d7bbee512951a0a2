using FeedbackLoop.Retrieval.Images;
using SkiaSharp;

namespace FeedbackLoop.Retrieval.Cloud;

/// <summary>Decodes with SkiaSharp, which brings its native library along. Safe for concurrent use.</summary>
public sealed class SkiaImageDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public ImageDecodeResult Decode(ReadOnlySpan<byte> file, ImageLimits limits, int? maxSide = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (maxSide is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(maxSide), maxSide, "a picture's side has at least one pixel");
        }
        if (ImageHeader.Check(file, limits, out var header) is { } refused)
        {
            return refused;
        }
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            return Damaged(header);
        }
        if (codec.Info.Width != header.Width || codec.Info.Height != header.Height)
        {
            return ImageDecodeResult.Failed(ImageFailure.DamagedHeader, "The picture's header and data disagree on its size.");
        }
        // Not premultiplied, so that transparency is laid on white here as the other decoder does it; sRGB, whatever profile the file has.
        using var colours = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(header.Width, header.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colours);
        // A file that is cut off gives IncompleteInput and grey: it is no picture.
        if (codec.GetPixels(info, out var rgba) != SKCodecResult.Success)
        {
            return Damaged(header);
        }
        var image = OnWhite(rgba, header.Width, header.Height);
        image = maxSide is { } side ? image.ShrinkTo(side) : image;
        // SKCodec does not turn pictures.
        return new ImageDecodeResult { Image = ExifOrientation.Upright(image, header.Orientation) };
    }

    /// <inheritdoc/>
    public byte[] EncodeJpeg(RgbImage image, int quality = 85)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var rgba = new byte[info.BytesSize];
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = byte.MaxValue;
        }
        using var picture = SKImage.FromPixelCopy(info, rgba);
        using var file = picture.Encode(SKEncodedImageFormat.Jpeg, quality);
        return file.ToArray();
    }

    private static ImageDecodeResult Damaged(ImageHeader header) =>
        ImageDecodeResult.Failed(ImageFailure.DamagedData, $"The {header.Format.ToString().ToUpperInvariant()} data is damaged or cut off.");

    private static RgbImage OnWhite(byte[] rgba, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
        {
            int opacity = rgba[from + 3];
            for (int channel = 0; channel < 3; channel++)
            {
                pixels[to + channel] = (byte)(((rgba[from + channel] * opacity) + (255 * (255 - opacity))) / 255);
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
