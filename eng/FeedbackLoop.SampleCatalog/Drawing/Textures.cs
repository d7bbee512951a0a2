using System.Numerics;

namespace FeedbackLoop.SampleCatalog.Drawing;

/// <summary>What a material looks like from near: its finish under light and its structure.</summary>
internal static class Textures
{
    public static Finish Of(string material, int seed) => material switch
    {
        "linen" or "washed linen" or "linen blend" => new() { Bulge = 11, Folds = 0.55f, Texture = point => 1 + (0.07f * Noise.At(point.X * 0.05f, point.Y * 0.8f, seed)) + (0.07f * Noise.At(point.X * 0.8f, point.Y * 0.05f, seed + 1)) },
        "denim" => new() { Bulge = 10, Folds = 0.35f, Texture = point => 1 + (0.09f * MathF.Sin((point.X + (point.Y * 0.6f)) * 1.7f)) + (0.10f * Noise.At(point.X * 0.6f, point.Y * 0.25f, seed)) + (0.10f * Noise.At(point.X * 0.02f, point.Y * 0.02f, seed)) },
        "lambswool" or "merino wool" or "chunky wool" or "cotton knit" or "alpaca" => new() { Bulge = 17, Folds = 0.25f, Pile = 0.5f, Texture = material == "chunky wool" ? Knit(11, seed) : Knit(6.5f, seed) },
        "wool felt" or "boiled wool" or "wool blend" => new() { Bulge = 15, Folds = 0.25f, Pile = 0.4f, Texture = point => 1 + (0.09f * Noise.Fractal(point.X * 0.35f, point.Y * 0.35f, seed)) },
        "corduroy" => new() { Bulge = 14, Folds = 0.2f, Texture = point => 0.94f + (0.10f * MathF.Sin(point.X * 1.05f)) },
        "velvet" => new() { Bulge = 24, Folds = 0.35f, Pile = 1.1f, Texture = point => 1 + (0.13f * Noise.Fractal(point.X * 0.02f, point.Y * 0.03f, seed)) },
        "bouclé" or "teddy fleece" or "plush" => new() { Bulge = 22, Pile = 0.8f, Texture = point => 0.90f + (0.26f * Noise.Cells(point.X * 0.19f, point.Y * 0.19f, seed).Nearest) },
        "leather" or "suede" or "vegan leather" => new() { Bulge = 12, Gloss = material == "suede" ? 0 : 0.26f, Shine = 18, Pile = material == "suede" ? 0.5f : 0, Texture = point => 0.95f + (0.08f * Noise.Cells(point.X * 0.30f, point.Y * 0.30f, seed).Nearest) + (0.04f * Noise.Fractal(point.X * 0.03f, point.Y * 0.03f, seed)) },
        "canvas" or "waxed canvas" or "cotton canvas" => new() { Bulge = 10, Folds = 0.25f, Texture = point => 1 + (0.05f * MathF.Sin(point.X * 1.5f) * MathF.Sin(point.Y * 1.5f)) + (0.05f * Noise.Fractal(point.X * 0.2f, point.Y * 0.2f, seed)) },
        "satin" or "silk" or "viscose" => new() { Bulge = 16, Gloss = 0.22f, Shine = 9, Folds = 0.9f },
        "nylon" or "ripstop" or "softshell" or "recycled polyester" => new() { Bulge = 14, Gloss = 0.10f, Shine = 12, Folds = 0.45f },
        "oak" or "walnut" or "beech" or "ash" or "acacia" or "mango wood" or "bamboo" or "wood" or "maple" => new() { Bulge = 5, Gloss = 0.05f, Texture = Grain(seed) },
        "steel" or "stainless steel" or "aluminium" or "brass" or "copper" or "iron" or "zinc" or "cast iron" => new() { Bulge = 6, Gloss = material is "cast iron" or "iron" ? 0.14f : 0.5f, Shine = 20, Texture = point => 1 + (0.04f * Noise.At(point.X * 0.03f, point.Y * 1.1f, seed)) },
        "stoneware" or "terracotta" or "concrete" or "clay" => new() { Bulge = 9, Gloss = material == "stoneware" ? 0.16f : 0, Texture = point => 1 + (0.05f * Noise.Fractal(point.X * 0.12f, point.Y * 0.16f, seed)) + (0.02f * Noise.At(point.X, point.Y, seed)) },
        "porcelain" or "bone china" or "enamel" or "ceramic" or "glazed ceramic" => new() { Bulge = 8, Gloss = 0.42f, Shine = 34 },
        "rattan" or "seagrass" or "wicker" or "jute" or "raffia" => new() { Bulge = 9, Texture = Weave },
        "rubber" or "plastic" or "silicone" or "foam" or "recycled plastic" => new() { Bulge = 10, Gloss = material is "foam" ? 0.02f : 0.22f, Shine = 22 },
        "paper" or "card" => new() { Bulge = 1.5f },
        "jersey" or "organic cotton" or "cotton" or "cotton poplin" or "brushed cotton" or "fleece" or "percale" or "terry" => new()
        {
            Bulge = material is "fleece" or "terry" ? 18 : 11,
            Folds = material == "percale" ? 0.5f : 0.42f,
            Pile = material is "fleece" or "terry" ? 0.5f : 0,
            Texture = material == "terry"
                ? point => 0.93f + (0.14f * Noise.Cells(point.X * 0.33f, point.Y * 0.33f, seed).Nearest)
                : point => 1 + (0.025f * Noise.At(point.X * 0.9f, point.Y * 0.9f, seed)),
        },
        _ => new(),
    };

    public static Func<Vector2, float> Grain(int seed) => point =>
    {
        var ring = (point.X * 0.11f) + (2.2f * Noise.Fractal(point.X * 0.02f, point.Y * 0.006f, seed, 3));
        return 0.97f + (0.07f * MathF.Sin(ring * 2.6f)) + (0.06f * Noise.At(point.X * 0.55f, point.Y * 0.03f, seed));
    };

    public static Func<Vector2, float> AcrossGrain(int seed)
    {
        var grain = Grain(seed);
        return point => grain(new(point.Y, point.X));
    }

    private static Func<Vector2, float> Knit(float stitch, int seed) => point =>
    {
        // Columns of V: each half leans towards the middle of its wale.
        var wale = point.X / stitch;
        var side = MathF.Abs(wale - MathF.Floor(wale) - 0.5f) * 2;
        var course = (point.Y / (stitch * 0.8f)) - side;
        var strand = course - MathF.Floor(course);
        return 0.85f + (0.20f * MathF.Sin(strand * MathF.PI)) - (side < 0.16f || side > 0.9f ? 0.08f : 0) + (0.04f * Noise.At(point.X * 0.3f, point.Y * 0.3f, seed));
    };

    private static float Weave(Vector2 point)
    {
        const float Strip = 8f;
        var (column, row) = ((int)MathF.Floor(point.X / Strip), (int)MathF.Floor(point.Y / Strip));
        var (x, y) = ((point.X / Strip) - column, (point.Y / Strip) - row);
        var over = ((column + row) & 1) == 0;
        var (along, across) = over ? (x, y) : (y, x);
        return 0.72f + (0.22f * MathF.Sin(along * MathF.PI)) + (0.14f * MathF.Sin(across * MathF.PI));
    }
}
