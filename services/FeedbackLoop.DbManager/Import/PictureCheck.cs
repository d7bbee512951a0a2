using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.DbManager.Import;

/// <summary>Whether bytes are a picture that every later stage can work with.</summary>
internal static class PictureCheck
{
    /// <summary>Why the picture is not taken; null when it is good.</summary>
    public static string? Refusal(IImageDecoder decoder, byte[] picture, ImageLimits limits)
    {
        var result = decoder.Decode(picture, limits);
        return result.Succeeded ? null : result.Message;
    }

    /// <summary>By the first bytes: names lie.</summary>
    public static string ContentType(ReadOnlySpan<byte> picture) =>
        picture is [0xFF, 0xD8, ..] ? "image/jpeg" : picture is [0x89, (byte)'P', ..] ? "image/png" : "image/webp";
}
