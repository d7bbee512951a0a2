using System.Numerics;

namespace FeedbackLoop.SampleCatalog.Drawing;

/// <summary>A colour as a shop names it.</summary>
internal sealed record Tone(string Name, Vector3 Rgb);

internal static class Palette
{
    public static IReadOnlyDictionary<string, Tone> Tones { get; } = new (string Name, uint Rgb)[]
    {
        ("Black", 0x26262A), ("White", 0xF4F3F0), ("Ivory", 0xEFE6D3), ("Cream", 0xF3E9D2), ("Grey", 0x9A9CA0), ("Charcoal", 0x4A4D53), ("Silver", 0xC4C7CB),
        ("Navy Blue", 0x24345C), ("Blue", 0x2F63B5), ("Sky Blue", 0x8FBFE3), ("Denim Blue", 0x4C6A92), ("Turquoise", 0x3FB3B0), ("Teal", 0x1F6E73),
        ("Green", 0x3F8F55), ("Forest Green", 0x2D5540), ("Olive", 0x6F7042), ("Sage", 0xA3B097), ("Mint", 0xB5DCC6),
        ("Mustard", 0xD2A03A), ("Yellow", 0xF1CC4B), ("Orange", 0xE58438), ("Terracotta", 0xBF6646), ("Coral", 0xEC8272), ("Red", 0xC33A3B), ("Burgundy", 0x70263A),
        ("Pink", 0xE591AE), ("Blush", 0xEBC6C0), ("Lavender", 0xB9AFD9), ("Purple", 0x6D4A8F), ("Brown", 0x6E4A35), ("Tan", 0xB98A5B), ("Beige", 0xD6C3A5),
        ("Oak", 0xC99F6B), ("Walnut", 0x7A5236), ("Birch", 0xE2C79C), ("Gold", 0xD3AE5E), ("Brass", 0xC7A252), ("Copper", 0xC4805A), ("Clear", 0xDCE9EC), ("Amber", 0xC98A3C),
    }.ToDictionary(entry => entry.Name, entry => new Tone(entry.Name, Rgb(entry.Rgb)));

    public static Vector3 Rgb(uint value) => new Vector3((value >> 16) & 255, (value >> 8) & 255, value & 255) / 255;

    public static Vector3 Mix(Vector3 a, Vector3 b, float t) => Vector3.Lerp(a, b, Math.Clamp(t, 0, 1));

    public static Vector3 Dark(Vector3 colour, float amount = 0.3f) => colour * (1 - amount);

    public static Vector3 Pale(Vector3 colour, float amount = 0.4f) => Vector3.Lerp(colour, Vector3.One, amount);

    public static float Brightness(Vector3 colour) => (0.3f * colour.X) + (0.59f * colour.Y) + (0.11f * colour.Z);

    public static Paint Solid(Vector3 colour) => _ => colour;
}
