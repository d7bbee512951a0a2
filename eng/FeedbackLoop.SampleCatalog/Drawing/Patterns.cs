using System.Numerics;

namespace FeedbackLoop.SampleCatalog.Drawing;

/// <summary>What is printed or woven: paints over the design plane, with edges softened by about a design unit.</summary>
internal static class Patterns
{
    public static Paint Of(string pattern, Vector3 main, Vector3 second, Vector3 third, float scale, int seed)
    {
        Paint paint = pattern switch
        {
            "striped" => point => Palette.Mix(main, second, Band(point.Y, 26, 9)),
            "wide stripes" => point => Palette.Mix(main, second, Band(point.Y, 62, 31)),
            "pinstriped" => point => Palette.Mix(main, second, 0.75f * Band(point.X, 15, 1.6f)),
            "gingham" => point => Palette.Mix(main, second, (0.5f * Band(point.X, 24, 12)) + (0.5f * Band(point.Y, 24, 12))),
            "checked" => point => Tartan(point, main, second, third),
            "dotted" => point => Palette.Mix(main, second, Dot(point, 27, 6.2f)),
            "pin dots" => point => Palette.Mix(main, second, Dot(point, 14, 2.1f)),
            "floral" => point => Flowers(point, main, second, third, seed),
            "leaf print" => point => Leaves(point, main, second, third, seed),
            "chevron" => point => Palette.Mix(main, second, Band(point.Y + (MathF.Abs((Wrap(point.X, 40) * 2) - 40) * 0.42f), 28, 12)),
            "star print" => point => Palette.Mix(main, second, Star(point, seed)),
            "terrazzo" => point => Chips(point, main, second, third, seed),
            "marbled" => point => Palette.Mix(main, second, Smooth(0.55f + (1.6f * MathF.Sin((point.X * 0.035f) + (6 * Noise.Fractal(point.X * 0.012f, point.Y * 0.012f, seed, 4)))), 0.3f, 1.4f)),
            "ombré" => point => Palette.Mix(main, second, Smooth(point.Y, 110, 320)),
            "colour block" => point => Palette.Mix(main, second, Smooth(point.Y, 214, 216)),
            "geometric" => point => Triangles(point, main, second, third),
            "speckled" => point => Palette.Mix(main, Palette.Dark(second, 0.2f), Chip(point, 11, 0.16f, seed)),
            "marl" => point => main * (1 + (0.10f * Noise.At(point.X * 0.5f, point.Y * 0.9f, seed)) + (0.08f * Noise.At(point.X * 0.9f, point.Y * 0.25f, seed + 3))),
            "nordic" => point => Nordic(point, main, second, third),
            _ => _ => main,
        };
        var wave = seed % 97;
        return point =>
        {
            // Cloth never lies ruler-straight.
            var bent = point + new Vector2(2.2f * Noise.At(point.Y * 0.013f, wave, seed), 2.2f * Noise.At(point.X * 0.013f, wave + 7, seed));
            return paint(bent / scale);
        };
    }

    private static float Wrap(float value, float period) => value - (period * MathF.Floor(value / period));

    private static float Smooth(float value, float from, float to)
    {
        var t = Math.Clamp((value - from) / (to - from), 0, 1);
        return t * t * (3 - (2 * t));
    }

    private static float Band(float value, float period, float width)
    {
        var distance = MathF.Abs(Wrap(value, period) - (period / 2));
        return Math.Clamp(((width / 2) - distance) / 0.9f + 0.5f, 0, 1);
    }

    private static float Dot(Vector2 point, float period, float radius)
    {
        var row = MathF.Floor(point.Y / period);
        var x = Wrap(point.X + (((int)row & 1) * period / 2), period) - (period / 2);
        var y = Wrap(point.Y, period) - (period / 2);
        return Math.Clamp(radius - MathF.Sqrt((x * x) + (y * y)) + 0.5f, 0, 1);
    }

    private static Vector3 Tartan(Vector2 point, Vector3 main, Vector3 second, Vector3 third)
    {
        var twill = Band(point.X + point.Y, 3, 1.5f);
        var across = Palette.Mix(main, second, Band(point.X, 56, 22));
        across = Palette.Mix(across, third, Band(point.X + 14, 56, 2.4f));
        var along = Palette.Mix(main, second, Band(point.Y, 56, 22));
        along = Palette.Mix(along, third, Band(point.Y + 14, 56, 2.4f));
        return Palette.Mix(across, along, 0.35f + (0.3f * twill));
    }

    private static (Vector2 Local, int Cell) Scatter(Vector2 point, float period, float jitter, int seed)
    {
        var row = (int)MathF.Floor(point.Y / period);
        var shifted = point.X + ((row & 1) * period / 2);
        var column = (int)MathF.Floor(shifted / period);
        var centre = new Vector2((column + 0.5f + (jitter * Noise.Hash(column, row, seed))) * period, (row + 0.5f + (jitter * Noise.Hash(column, row, seed + 1))) * period);
        return (new Vector2(shifted, point.Y) - centre, (column * 31) + (row * 17));
    }

    private static Vector3 Flowers(Vector2 point, Vector3 main, Vector3 second, Vector3 third, int seed)
    {
        var colour = main;
        var (leaf, leafCell) = Scatter(point + new Vector2(21, 19), 42, 0.10f, seed + 9);
        var turn = Noise.Hash(leafCell, 5, seed) * MathF.PI;
        var along = (leaf.X * MathF.Cos(turn)) + (leaf.Y * MathF.Sin(turn));
        var across = (leaf.Y * MathF.Cos(turn)) - (leaf.X * MathF.Sin(turn));
        var width = 4.2f * (1 - MathF.Min(1, along * along / 100));
        var green = Palette.Mix(new(0.36f, 0.52f, 0.34f), third, 0.25f);
        colour = Palette.Mix(colour, green, Math.Clamp(width - MathF.Abs(across) + 0.5f, 0, 1) * (MathF.Abs(along) < 10 ? 0.9f : 0));
        var (flower, cell) = Scatter(point, 42, 0.14f, seed);
        var radius = flower.Length();
        var size = 11 + (2.5f * Noise.Hash(cell, 2, seed));
        var petals = size * (0.62f + (0.38f * MathF.Abs(MathF.Cos((2.5f * MathF.Atan2(flower.Y, flower.X)) + cell))));
        var petal = (cell & 3) == 0 ? third : second;
        colour = Palette.Mix(colour, petal * (0.86f + (0.14f * MathF.Min(1, radius / 9))), Math.Clamp(petals - radius + 0.5f, 0, 1));
        return Palette.Mix(colour, Palette.Mix(new(0.95f, 0.78f, 0.35f), main, 0.15f), Math.Clamp(3.3f - radius + 0.5f, 0, 1));
    }

    private static Vector3 Leaves(Vector2 point, Vector3 main, Vector3 second, Vector3 third, int seed)
    {
        var colour = main;
        for (var layer = 0; layer < 2; layer++)
        {
            var (local, cell) = Scatter(point + new Vector2(layer * 20, layer * 17), 40, 0.08f, seed + layer);
            var turn = Noise.Hash(cell, layer, seed) * MathF.PI;
            var along = (local.X * MathF.Cos(turn)) + (local.Y * MathF.Sin(turn));
            var across = (local.Y * MathF.Cos(turn)) - (local.X * MathF.Sin(turn));
            var width = 6.4f * (1 - MathF.Min(1, along * along / 256));
            var vein = Math.Clamp(1 - MathF.Abs(across), 0, 1) * 0.4f;
            colour = Palette.Mix(colour, (layer == 0 ? second : third) * (1 - vein), Math.Clamp(width - MathF.Abs(across) + 0.5f, 0, 1) * (MathF.Abs(along) < 16 ? 1 : 0));
        }
        return colour;
    }

    private static float Star(Vector2 point, int seed)
    {
        var (local, cell) = Scatter(point, 34, 0.1f, seed);
        var angle = MathF.Atan2(local.Y, local.X) + Noise.Hash(cell, 4, seed);
        var sector = MathF.Abs(Wrap(angle, MathF.Tau / 5) - (MathF.PI / 5));
        var edge = 4.1f / MathF.Cos((MathF.PI / 5) - sector + 0.62f) * 0.92f;
        return Math.Clamp(MathF.Min(9, edge) - local.Length() + 0.5f, 0, 1);
    }

    private static float Chip(Vector2 point, float period, float radius, int seed)
    {
        var (nearest, _, cell) = Noise.Cells(point.X / period, point.Y / period, seed);
        return Noise.Hash(cell, 1, seed) > -0.2f ? Math.Clamp((radius - nearest) * period + 0.5f, 0, 1) : 0;
    }

    private static Vector3 Chips(Vector2 point, Vector3 main, Vector3 second, Vector3 third, int seed)
    {
        var (nearest, next, cell) = Noise.Cells(point.X / 24, point.Y / 24, seed);
        var shade = Noise.Hash(cell, 3, seed);
        var chip = shade > 0.35f ? second : shade > -0.2f ? third : Palette.Mix(second, main, 0.5f);
        return Palette.Mix(main, chip, shade < -0.65f ? 0 : Math.Clamp((next - nearest - 0.30f) * 14, 0, 1));
    }

    private static Vector3 Triangles(Vector2 point, Vector3 main, Vector3 second, Vector3 third)
    {
        var (column, row) = ((int)MathF.Floor(point.X / 36), (int)MathF.Floor(point.Y / 36));
        var (x, y) = (Wrap(point.X, 36), Wrap(point.Y, 36));
        var upper = ((column + row) & 1) == 0 ? x - y : x + y - 36;
        var edge = Math.Clamp((upper / 1.2f) + 0.5f, 0, 1);
        var first = ((column * 3) + (row * 5)) % 4 == 0 ? third : second;
        return Palette.Mix(main, first, edge);
    }

    private static Vector3 Nordic(Vector2 point, Vector3 main, Vector3 second, Vector3 third)
    {
        const float Stitch = 5.2f;
        var (column, row) = ((int)MathF.Floor(point.X / Stitch), (int)MathF.Floor(point.Y / Stitch));
        var band = ((row % 26) + 26) % 26;
        var x = Math.Abs((((column % 12) + 12) % 12) - 6);
        var on = band switch
        {
            2 or 12 => column % 2 == 0,
            >= 4 and <= 10 => x == Math.Abs(band - 7) || (band == 7 && x > 4) || (x == 0 && band is > 5 and < 9),
            _ => false,
        };
        return on ? (band is 2 or 12 ? third : second) : main;
    }
}
