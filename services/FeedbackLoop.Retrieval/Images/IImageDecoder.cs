namespace FeedbackLoop.Retrieval.Images;

/// <summary>
/// Turns JPEG, PNG and WebP files into pixels. A seam: libgd in the embedded profile, SkiaSharp in the cloud profile.
/// Implementations are safe for concurrent use, and no file, however broken or hostile, may throw or end the process.
/// </summary>
public interface IImageDecoder
{
    /// <summary>
    /// Checks bytes, format and dimensions against <paramref name="limits"/> by the header, then decodes to upright sRGB
    /// (EXIF orientation applied, transparency laid on white).
    /// </summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="limits">What the picture may cost.</param>
    /// <param name="maxSide">When given, the result is made smaller so that its longer side is at most this many pixels.</param>
    ImageDecodeResult Decode(ReadOnlySpan<byte> file, ImageLimits limits, int? maxSide = null);

    /// <summary>The picture as a baseline JPEG file; quality 1 to 100.</summary>
    byte[] EncodeJpeg(RgbImage image, int quality = 85);
}
