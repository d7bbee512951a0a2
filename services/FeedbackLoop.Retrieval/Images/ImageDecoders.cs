namespace FeedbackLoop.Retrieval.Images;

/// <summary>The decoder of this build's profile.</summary>
public static class ImageDecoders
{
#if CLOUD
    /// <summary>SkiaSharp, which brings its native library along.</summary>
    public static IImageDecoder Create() => new Cloud.SkiaImageDecoder();
#else
    /// <summary>libgd of the system.</summary>
    /// <exception cref="PlatformNotSupportedException">libgd is not installed; the message says how to get it.</exception>
    public static IImageDecoder Create() => new GdImageDecoder();
#endif
}
