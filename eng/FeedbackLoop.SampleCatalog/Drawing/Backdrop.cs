using System.Numerics;

namespace FeedbackLoop.SampleCatalog.Drawing;

/// <summary>Where the photograph is taken.</summary>
internal enum Scene
{
    /// <summary>From above, on a table or a sheet of paper.</summary>
    FlatLay,

    /// <summary>On a studio floor.</summary>
    Standing,

    /// <summary>Hanging on or in front of a wall.</summary>
    Wall,
}

/// <summary>Puts what the artist drew into a softly lit scene, with its shadow.</summary>
internal static class Backdrop
{
    private static readonly (uint Wall, uint Floor)[] Papers =
    [
        (0xF4F1EC, 0xE6E0D6), (0xEEF2F5, 0xDBE3E9), (0xF7F3F0, 0xEADFD8), (0xF1F4EE, 0xDFE6D9), (0xF8F6F2, 0xEDE8DF), (0xF3F0F5, 0xE2DDE8),
        (0xFAF3E7, 0xF0E3CC), (0xEFEFEF, 0xDEDEDE), (0xF6EBE6, 0xE9D6CD), (0xE9F1F1, 0xD3E2E2), (0xFFFFFF, 0xEFEFF1), (0xF2EADF, 0xE0D2BF),
    ];

    /// <summary>Returns size * size colours, 0..1.</summary>
    public static Vector3[] Compose(Artist artist, Scene scene, Random random, float ground = 330)
    {
        var size = artist.Size;
        var unit = size / 400f;
        var paper = Papers[random.Next(Papers.Length)];
        var (wall, floor) = (Palette.Rgb(paper.Wall), Palette.Rgb(paper.Floor));
        var table = scene == Scene.FlatLay ? random.Next(6) : 0;
        var seed = random.Next();
        var picture = new Vector3[size * size];
        for (var py = 0; py < size; py++)
        {
            for (var px = 0; px < size; px++)
            {
                var point = new Vector2(px / unit, py / unit);
                picture[(py * size) + px] = scene == Scene.Standing ? Studio(point, wall, floor, ground) : Surface(point, wall, floor, table, seed);
            }
        }
        Shadow(artist, picture, scene, ground, unit);
        for (var i = 0; i < picture.Length; i++)
        {
            var over = artist.Pixels[i];
            picture[i] = new Vector3(over.X, over.Y, over.Z) + (picture[i] * (1 - over.W));
        }
        return picture;
    }

    private static Vector3 Studio(Vector2 point, Vector3 wall, Vector3 floor, float ground)
    {
        var spot = 1 - (0.10f * MathF.Min(1, Vector2.DistanceSquared(point, new(190, 150)) / 90000));
        var blend = Math.Clamp((point.Y - (ground - 55)) / 60, 0, 1);
        blend = blend * blend * (3 - (2 * blend));
        var near = Vector3.Lerp(floor, wall, Math.Clamp((point.Y - ground) / 160, 0, 1) * 0.6f);
        return Vector3.Lerp(wall * spot, near, blend);
    }

    private static Vector3 Surface(Vector2 point, Vector3 wall, Vector3 floor, int table, int seed)
    {
        var light = 1.02f - (0.09f * ((point.X + (1.3f * point.Y)) / 920));
        var colour = Vector3.Lerp(wall, floor, 0.25f);
        switch (table)
        {
            case 1: // boards
                var board = (int)(point.Y / 72);
                var grain = Noise.Fractal((point.X * 0.006f) + (board * 9), point.Y * 0.09f, seed, 3);
                var gap = MathF.Min(1, MathF.Abs((point.Y % 72) - 36) < 35 ? 1 : 0.93f);
                colour = Vector3.Lerp(Palette.Rgb(0xEADFCF), Palette.Rgb(0xD9C7AE), 0.5f + (0.7f * grain)) * gap * (1 + (0.025f * Noise.Hash(board, 3, seed)));
                break;
            case 2: // marble
                var vein = MathF.Abs(Noise.Fractal(point.X * 0.008f, point.Y * 0.011f, seed, 4));
                colour = Vector3.Lerp(Palette.Rgb(0xDADBDE), Palette.Rgb(0xF6F6F5), Math.Clamp(0.35f + (vein * 5), 0, 1));
                break;
            case 3: // linen sheet
                light += 0.05f * Noise.Fractal(point.X * 0.008f, point.Y * 0.014f, seed, 2);
                break;
        }
        return Vector3.Clamp(colour * light, Vector3.Zero, Vector3.One);
    }

    private static void Shadow(Artist artist, Vector3[] picture, Scene scene, float ground, float unit)
    {
        var body = new Mask(0, 0, artist.Size, artist.Size);
        for (var i = 0; i < picture.Length; i++)
        {
            body.Values[i] = artist.Pixels[i].W;
        }
        if (scene == Scene.Standing)
        {
            Cast(Footprint(body, ground, unit, 0.20f).Blurred(18 * unit), 0.30f, 10 * unit, 2 * unit);
            Cast(Footprint(body, ground, unit, 0.05f).Blurred(6 * unit), 0.42f, 2 * unit, 0);
        }
        else if (scene == Scene.FlatLay)
        {
            Cast(body.Blurred(15 * unit), 0.26f, 7 * unit, 11 * unit);
            Cast(body.Blurred(4 * unit), 0.30f, 2 * unit, 3 * unit);
        }
        else
        {
            Cast(body.Blurred(20 * unit), 0.20f, 12 * unit, 16 * unit);
            Cast(body.Blurred(5 * unit), 0.18f, 3 * unit, 4 * unit);
        }

        void Cast(Mask shadow, float strength, float dx, float dy)
        {
            var (ox, oy) = ((int)dx, (int)dy);
            for (var py = 0; py < artist.Size; py++)
            {
                for (var px = 0; px < artist.Size; px++)
                {
                    picture[(py * artist.Size) + px] *= Vector3.One - (strength * shadow[px - ox, py - oy] * new Vector3(1, 0.97f, 0.92f));
                }
            }
        }
    }

    // The body pressed flat on to the floor: its lowest part throws the most shadow.
    private static Mask Footprint(Mask body, float ground, float unit, float flatness)
    {
        var flat = new Mask(0, 0, body.Width, body.Height);
        for (var py = 0; py < body.Height; py++)
        {
            var above = ((ground * unit) - py) / flatness;
            var source = (int)((ground * unit) - MathF.Abs(above));
            if (source < 0 || source >= body.Height)
            {
                continue;
            }
            var fade = 1 - MathF.Min(1, MathF.Abs(above) / (260 * unit));
            var rows = Math.Min((int)(1 / flatness), source + 1);
            for (var px = 0; px < body.Width; px++)
            {
                var sum = 0f;
                for (var row = 0; row < rows; row++)
                {
                    sum += body.Values[((source - row) * body.Width) + px];
                }
                flat.Values[(py * body.Width) + px] = sum / rows * fade;
            }
        }
        return flat;
    }
}
