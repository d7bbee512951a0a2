namespace FeedbackLoop.Web.Search;

/// <summary>What the first bytes of a file say that it is. Only what the search understands is kept or shown again.</summary>
public static class PictureFormat
{
    /// <returns>The media type; null for anything but JPEG, PNG and WebP.</returns>
    public static string? Detect(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => null,
    };
}
