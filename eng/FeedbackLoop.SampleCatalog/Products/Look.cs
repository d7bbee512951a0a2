using System.Numerics;
using FeedbackLoop.SampleCatalog.Drawing;

namespace FeedbackLoop.SampleCatalog.Products;

/// <summary>What one product looks like: everything its drawing needs and its text tells.</summary>
internal sealed record Look
{
    public required Tone Main { get; init; }
    public required Tone Second { get; init; }
    public required Tone Third { get; init; }
    public required string Pattern { get; init; }
    public required string Material { get; init; }
    public required string Style { get; init; }
    public required int Seed { get; init; }

    public Vector3 Colour => Main.Rgb;

    /// <summary>The surface under the light.</summary>
    public Finish Finish => Textures.Of(Material, Seed);

    /// <summary>A darker or, on black, a lighter tone of the main colour for seams and edges.</summary>
    public Vector3 Seam => Palette.Brightness(Colour) < 0.24f ? Palette.Pale(Colour, 0.22f) : Palette.Dark(Colour, 0.28f);

    public Paint Cloth(float scale = 1) => Patterns.Of(Pattern, Main.Rgb, Second.Rgb, Third.Rgb, scale, Seed);

    public bool Is(string style) => Style == style;
}
