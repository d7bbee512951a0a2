using System.Security.Cryptography;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>The keys by which feedback on equal queries is counted together.</summary>
public static class QueryKeys
{
    private const int MaxLength = 200;
    private const int CodeBits = 16;

    /// <param name="text">Normalised text; null or empty for a picture alone.</param>
    /// <param name="vector">The picture's vector; null without an embedder.</param>
    /// <param name="image">The picture's bytes; empty without a picture.</param>
    public static string Of(string? text, ReadOnlySpan<float> vector, ReadOnlySpan<byte> image)
    {
        var key = text ?? "";
        if (key.Length > MaxLength)
        {
            key = key[..MaxLength];
        }

        return image.IsEmpty ? key : $"image:{Code(vector, image)}{(key.Length > 0 ? " " : "")}{key}";
    }

    public static string OfItem(string itemId) => "item:" + itemId;

    /// <summary>The signs of the first dimensions: pictures that look alike mostly share them. Without a vector, equal files only.</summary>
    private static string Code(ReadOnlySpan<float> vector, ReadOnlySpan<byte> image)
    {
        if (vector.IsEmpty)
        {
            return Convert.ToHexStringLower(SHA256.HashData(image).AsSpan(0, 8));
        }

        var code = 0;
        for (var i = 0; i < Math.Min(CodeBits, vector.Length); i++)
        {
            code |= vector[i] >= 0 ? 1 << i : 0;
        }

        return code.ToString("x4", null);
    }
}
