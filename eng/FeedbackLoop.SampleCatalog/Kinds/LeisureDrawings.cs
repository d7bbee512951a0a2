using System.Numerics;
using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

/// <summary>Toys, stationery, garden and sports.</summary>
internal static class LeisureDrawings
{
    private static readonly Finish Matt = new() { Bulge = 8, Gloss = 0.08f };

    public static void SoftToy(Artist art, Look look)
    {
        var fur = look.Finish with { Bulge = 30 };
        var pale = Palette.Solid(Palette.Pale(look.Colour, 0.55f));
        var body = look.Cloth(0.7f);
        void Both(Shape shape, Paint paint, Finish finish)
        {
            art.Fill(shape, paint, finish);
            art.Fill(shape.Flip(), paint, finish);
        }
        if (look.Is("bunny"))
        {
            Both(Shape.Ellipse(230, 74, 22, 60).Turn(14, 230, 110), body, fur);
            Both(Shape.Ellipse(231, 78, 11, 44).Turn(14, 230, 110), pale, fur with { Bulge = 12 });
        }
        else if (look.Is("elephant"))
        {
            Both(Shape.Smooth(250, 110, 310, 96, 336, 150, 306, 206, 262, 190), body, fur);
            Both(Shape.Smooth(262, 126, 300, 114, 318, 150, 298, 186, 268, 176), pale, fur with { Bulge = 16 });
        }
        else
        {
            Both(Shape.Ellipse(258, 96, 30, 29), body, fur);
            Both(Shape.Ellipse(258, 98, 17, 16), pale, fur with { Bulge = 14 });
        }
        Both(Shape.Ellipse(286, 236, 26, 50).Turn(-32, 270, 210), body, fur);
        art.Fill(Shape.Ellipse(200, 256, 78, 76), body, fur with { Bulge = 50 });
        art.Fill(Shape.Ellipse(200, 264, 46, 50), pale, fur with { Bulge = 30 });
        Both(Shape.Ellipse(262, 312, 36, 24).Turn(-12, 262, 312), body, fur);
        Both(Shape.Ellipse(274, 310, 17, 17), pale, fur with { Bulge = 12 });
        art.Shade(Shape.Ellipse(200, 212, 62, 12), 0.25f, 8);
        art.Fill(Shape.Ellipse(200, 148, 82, 72), body, fur with { Bulge = 50 });
        if (look.Is("elephant"))
        {
            art.Bar(Shape.Path("M200 160 C200 200 204 222 226 226"), 30, body, fur with { Bulge = 15 });
        }
        else
        {
            art.Fill(Shape.Ellipse(200, 174, 36, 27), pale, fur with { Bulge = 22 });
            art.Fill(Shape.Ellipse(200, 162, 11, 8), Palette.Solid(look.Is("bunny") ? Palette.Rgb(0xD98A96) : Palette.Rgb(0x3A2A24)), new Finish { Bulge = 6, Gloss = 0.5f });
            art.Line(Shape.Path("M200 170 V180 M186 186 C192 192 200 188 200 180 C200 188 208 192 214 186"), 2.4f, Palette.Rgb(0x4A3830), 0.85f);
        }
        foreach (var x in new[] { 168f, 232f })
        {
            art.Fill(Shape.Ellipse(x, 138, 8.5f, 9.5f), Palette.Solid(Palette.Rgb(0x2B2220)), new Finish { Bulge = 7, Gloss = 0.7f });
            art.Tint(Shape.Ellipse(x - 2.5f, 134.5f, 2.4f, 2.4f), Vector3.One, 0.95f);
            art.Tint(Shape.Ellipse(x + (x < 200 ? -14 : 14), 164, 12, 8), Palette.Rgb(0xEE9A9A), 0.35f, 5);
        }
        foreach (var bow in new[] { "M200 216 C176 200 160 206 162 220 C164 234 182 230 200 220 Z", "M200 216 C224 200 240 206 238 220 C236 234 218 230 200 220 Z" })
        {
            art.Fill(Shape.Path(bow), Palette.Solid(look.Third.Rgb), new Finish { Bulge = 8 });
        }
        art.Fill(Shape.Ellipse(200, 218, 8, 8), Palette.Solid(Palette.Dark(look.Third.Rgb, 0.12f)), new Finish { Bulge = 6 });
    }

    public static void WoodenToy(Artist art, Look look)
    {
        var paint = new Finish { Bulge = 10, Gloss = 0.25f };
        Vector3[] colours = [look.Colour, look.Second.Rgb, look.Third.Rgb, Palette.Pale(look.Colour, 0.4f), Palette.Rgb(0xE9B44C), Palette.Rgb(0x7FB5A8)];
        if (look.Is("stacking"))
        {
            art.Fill(Shape.Box(112, 314, 176, 18, 8), Palette.Solid(Palette.Tones["Birch"].Rgb), paint with { Texture = Textures.AcrossGrain(look.Seed) });
            art.Bar(Shape.Path("M200 318 V84"), 16, Palette.Solid(Palette.Tones["Birch"].Rgb), paint);
            for (var n = 0; n < 6; n++)
            {
                var half = 92f - (n * 11);
                art.Fill(Shape.Box(200 - half, 282 - (n * 34), 2 * half, 33, 16), Palette.Solid(colours[n % colours.Length]), paint with { Bulge = 16 });
            }
            art.Fill(Shape.Ellipse(200, 86, 22, 21), Palette.Solid(colours[0]), paint with { Bulge = 20 });
            return;
        }
        if (look.Is("rainbow"))
        {
            for (var n = 0; n < 6; n++)
            {
                art.Fill(Shape.Ellipse(200, 332, 158 - (n * 24), 200 - (n * 31), 180, 360), Palette.Solid(colours[n]), paint with { Bulge = 9 });
            }
            art.Fill(Shape.Ellipse(200, 332, 15, 16, 180, 360), Palette.Solid(Palette.Rgb(0xD9D2C6)), new Finish { Bulge = 4 });
            return;
        }
        if (look.Is("building-block"))
        {
            foreach (var (x, y, turn, n) in new[] { (84f, 262f, 0f, 0), (158f, 262f, 0f, 1), (232f, 262f, 0f, 2), (122f, 192f, 0f, 3), (196f, 192f, 4f, 4), (158f, 122f, -5f, 5) })
            {
                var block = Shape.Box(x, y, 70, 68, 8).Turn(turn, x + 35, y + 34);
                art.Fill(block, Palette.Solid(Palette.Tones["Birch"].Rgb), paint with { Texture = Textures.Grain(look.Seed + n) });
                art.Fill(Shape.Box(x + 9, y + 9, 52, 50, 5).Turn(turn, x + 35, y + 34), Palette.Solid(colours[n]), paint with { Bulge = 3 });
                var motif = n % 3 == 0 ? Shape.Ellipse(x + 35, y + 34, 15, 15) : n % 3 == 1 ? Shape.Path($"M{x + 35} {y + 17} L{x + 52} {y + 48} L{x + 18} {y + 48} Z") : Shape.Box(x + 22, y + 21, 26, 26, 3);
                art.Tint(motif.Turn(turn, x + 35, y + 34), Palette.Rgb(0xFBF6EA), 0.95f);
            }
            return;
        }
        art.Fill(Shape.Path("M60 292 C60 236 84 226 128 222 C150 170 170 160 214 160 C262 160 276 190 292 224 C330 230 342 246 342 292 Z"), Palette.Solid(look.Colour), paint with { Bulge = 22 });
        art.Fill(Shape.Path("M148 222 C160 186 176 178 206 178 V222 Z").And(Shape.Path("M218 178 C250 178 262 196 272 222 H218 Z")), Palette.Solid(Palette.Rgb(0xDCEBF0)), new Finish { Bulge = 5, Gloss = 0.4f });
        art.Fill(Shape.Box(60, 254, 283, 16, 3), Palette.Solid(look.Second.Rgb), paint with { Bulge = 4 });
        art.Fill(Shape.Ellipse(330, 248, 11, 11), Palette.Solid(Palette.Rgb(0xF4D98B)), paint);
        foreach (var x in new[] { 122f, 280f })
        {
            art.Fill(Shape.Ellipse(x, 296, 37, 37), Palette.Solid(Palette.Rgb(0x3B3735)), paint with { Bulge = 12 });
            art.Fill(Shape.Ellipse(x, 296, 20, 20), Palette.Solid(Palette.Tones["Birch"].Rgb), paint with { Texture = Textures.Grain(3) });
            art.Fill(Shape.Ellipse(x, 296, 6, 6), Palette.Solid(look.Third.Rgb), paint with { Bulge = 4 });
        }
    }

    public static void Notebook(Artist art, Look look)
    {
        art.Fill(Shape.Box(112, 58, 190, 290, 5), Palette.Solid(Palette.Rgb(0xF5EFE0)), new Finish { Bulge = 2 });
        for (var line = 0; line < 3; line++)
        {
            art.Line(Shape.Path($"M{304 - (line * 2)} 62 V346"), 0.8f, Palette.Rgb(0xCFC6B2), 0.8f);
        }
        var cover = Shape.Box(104, 52, 192, 292, 7);
        art.Fill(cover, look.Cloth(0.95f), new Finish { Bulge = 4, Texture = Textures.Of(look.Material, look.Seed).Texture });
        var clip = art.Cover(cover);
        if (look.Is("spiral"))
        {
            for (var y = 70; y < 336; y += 15)
            {
                art.Tint(Shape.Ellipse(118, y + 3, 4, 4), Palette.Rgb(0x3A3632), 0.8f);
                art.Bar(Shape.Path($"M118 {y + 3} C100 {y - 8} 90 {y + 6} 98 {y + 8}"), 3, Palette.Solid(Palette.Rgb(0xC9CBCE)), new Finish { Bulge = 1.5f, Gloss = 0.7f });
            }
        }
        else
        {
            art.Tint(Shape.Box(104, 52, 26, 292), Palette.Dark(look.Colour, 0.35f), 0.55f, 0, clip);
            art.Fill(Shape.Path("M236 340 H248 V378 L242 370 L236 378 Z"), Palette.Solid(look.Third.Rgb), new Finish { Bulge = 2 });
        }
        if (look.Is("journal"))
        {
            art.Shade(Shape.Box(272, 52, 11, 292), 0.25f, 3, clip);
            art.Fill(Shape.Box(270, 50, 9, 296), Palette.Solid(look.Seam), new Finish { Bulge = 3 });
        }
        if (look.Pattern != "plain" || look.Is("diary"))
        {
            art.Fill(Shape.Box(156, 116, 98, 60, 3), Palette.Solid(Palette.Rgb(0xFBF7EE)), new Finish { Bulge = 1.5f });
            art.Line(Shape.Box(161, 121, 88, 50, 2), 1, Palette.Rgb(0xA59A88));
            art.Line(Shape.Path("M176 142 H234 M186 154 H224"), 2.6f, Palette.Rgb(0x55504A), 0.85f);
        }
        art.Tint(Shape.Path("M104 52 H220 L104 220 Z"), Vector3.One, 0.07f, 10, clip);
    }

    public static void Pencils(Artist art, Look look)
    {
        Vector3[] colours = [look.Colour, look.Second.Rgb, look.Third.Rgb, Palette.Pale(look.Colour, 0.35f), Palette.Dark(look.Colour, 0.25f), Palette.Rgb(0xE7B548), Palette.Rgb(0x6FA3A0)];
        var random = new Random(look.Seed);
        if (look.Is("brush"))
        {
            for (var n = 0; n < 5; n++)
            {
                var x = 120 + (n * 40);
                var turn = random.Next(-5, 6);
                art.Bar(Shape.Path($"M{x} 150 V{350 - (n % 2 * 18)}").Turn(turn, x, 200), 10, Palette.Solid(colours[n]), new Finish { Bulge = 5, Gloss = 0.4f });
                art.Fill(Shape.Box(x - 7, 118, 14, 38, 3).Turn(turn, x, 200), Palette.Solid(Palette.Rgb(0xC9CBCE)), new Finish { Bulge = 6, Gloss = 0.7f });
                art.Fill(Shape.Path($"M{x - 8} 120 C{x - 13} 90 {x - 4} 70 {x} 52 C{x + 4} 70 {x + 13} 90 {x + 8} 120 Z").Turn(turn, x, 200), Palette.Solid(Palette.Rgb(0x6B4630)), new Finish { Bulge = 6, Texture = point => 1 + (0.2f * Noise.At(point.X * 0.8f, point.Y * 0.05f, 4)) });
            }
            return;
        }
        var tips = look.Is("coloured pencil");
        for (var n = 0; n < 7; n++)
        {
            var x = 92 + (n * 36);
            var colour = tips ? colours[n] : n % 2 == 0 ? look.Colour : look.Second.Rgb;
            var lift = random.Next(-12, 13);
            art.Fill(Shape.Box(x - 12, 104 + lift, 24, 240, 2), look.Pattern == "plain" || tips ? Palette.Solid(colour) : look.Cloth(0.5f), new Finish { Bulge = 9, Gloss = 0.35f });
            art.Shade(Shape.Box(x - 4, 104 + lift, 1.4f, 240).And(Shape.Box(x + 4, 104 + lift, 1.4f, 240)), 0.14f, 0);
            art.Fill(Shape.Path($"M{x - 12} {106 + lift} L{x} {56 + lift} L{x + 12} {106 + lift} Q{x + 8} {98 + lift} {x + 4} {106 + lift} Q{x} {98 + lift} {x - 4} {106 + lift} Q{x - 8} {98 + lift} {x - 12} {106 + lift} Z"), Palette.Solid(Palette.Tones["Birch"].Rgb), new Finish { Bulge = 5, Texture = Textures.Grain(n) });
            art.Fill(Shape.Path($"M{x - 4.5f} {75 + lift} L{x} {54 + lift} L{x + 4.5f} {75 + lift} Z".Replace(',', '.')), Palette.Solid(tips ? colour : Palette.Rgb(0x37353A)), new Finish { Bulge = 2 });
            art.Fill(Shape.Box(x - 12, 326 + lift, 24, 18, 5), Palette.Solid(tips ? Palette.Dark(colour, 0.3f) : Palette.Rgb(0xD9A5A0)), new Finish { Bulge = 7 });
        }
    }

    public static void PlantPot(Artist art, Look look)
    {
        var leafFinish = new Finish { Bulge = 9, Gloss = 0.12f };
        var green = Palette.Rgb(look.Seed % 3 == 0 ? 0x4F7F4Bu : look.Seed % 3 == 1 ? 0x6B9456u : 0x3E6B52u);
        if (look.Is("succulent"))
        {
            for (var ring = 0; ring < 3; ring++)
            {
                for (var n = 0; n < 9 - ring; n++)
                {
                    var angle = -170 + ((n + 0.5f) * 160 / (9 - ring));
                    art.Fill(Shape.Path("M200 214 C216 196 250 190 276 206 C252 224 220 226 200 214 Z").Scale(1 - (ring * 0.22f), 1, 200, 214).Turn(angle, 200, 214), Palette.Solid(Palette.Pale(green, 0.12f * ring)), leafFinish);
                }
            }
        }
        else if (look.Is("cactus"))
        {
            art.Bar(Shape.Path("M176 190 C150 184 146 164 148 140 M226 170 C254 166 258 146 256 122"), 26, Palette.Solid(green), leafFinish with { Bulge = 12 });
            art.Fill(Shape.Box(172, 66, 56, 170, 28), Palette.Solid(green), leafFinish with { Bulge = 24, Texture = point => 0.92f + (0.1f * MathF.Sin(point.X * 0.7f)) });
            art.Fill(Shape.Ellipse(200, 66, 13, 10), Palette.Solid(Palette.Rgb(0xE58AA0)), new Finish { Bulge = 6 });
        }
        else
        {
            foreach (var (angle, length) in new[] { (-78f, 1f), (78f, 1f), (-52f, 1.1f), (54f, 1.12f), (-26f, 1.22f), (28f, 1.2f), (0f, 1.3f) })
            {
                var leaf = look.Is("fern") ? Shape.Path("M200 220 C190 180 190 140 200 96 C210 140 210 180 200 220 Z") : Shape.Path("M200 220 C160 180 168 130 200 96 C232 130 240 180 200 220 Z");
                art.Fill(leaf.Scale(1, length, 200, 220).Turn(angle, 200, 224), Palette.Solid(Palette.Mix(green, Palette.Pale(green, 0.25f), (angle + 80) / 160)), leafFinish);
                art.Line(Shape.Path($"M200 218 L200 112").Scale(1, length, 200, 220).Turn(angle, 200, 224), 1.8f, Palette.Pale(green, 0.4f), 0.6f);
            }
        }
        var body = Shape.Mirrored("M200 216 L272 216 C272 250 262 300 252 326 C230 334 215 335 200 335");
        art.Fill(body, look.Cloth(), look.Finish with { Lathe = true });
        art.Fill(Shape.Box(120, 204, 160, 28, 5), look.Pattern == "plain" ? Palette.Solid(look.Colour) : Palette.Solid(look.Second.Rgb), look.Finish with { Lathe = true });
        KitchenDrawings.Glint(art, body, 146, 246, 60, look.Finish.Gloss > 0.1f ? 0.35f : 0.08f);
    }

    public static void WateringCan(Artist art, Look look)
    {
        var metal = new Finish { Bulge = 12, Gloss = 0.45f, Shine = 16 };
        var colour = Palette.Solid(look.Colour);
        art.Bar(Shape.Path("M128 206 C60 180 60 296 130 300"), 12, colour, metal with { Bulge = 6 });
        art.Bar(Shape.Path("M150 186 C160 110 240 110 250 186"), 11, look.Is("long-spout") ? Palette.Solid(Palette.Rgb(0xB98A5B)) : colour, metal with { Bulge = 5 });
        art.Fill(look.Is("long-spout") ? Shape.Path("M256 286 C310 280 316 190 352 128 L364 134 C338 200 336 300 258 312 Z") : Shape.Path("M256 266 C296 258 312 216 328 180 L344 188 C336 230 318 300 258 310 Z"), colour, metal);
        if (!look.Is("long-spout"))
        {
            art.Fill(Shape.Ellipse(342, 176, 30, 12).Turn(-58, 342, 176).Turn(90, 342, 176), Palette.Solid(Palette.Dark(look.Colour, 0.12f)), metal with { Bulge = 5 });
            for (var n = 0; n < 5; n++)
            {
                art.Tint(Shape.Ellipse(324 + (n * 9), 164 + (n * 5.6f), 1.7f, 1.7f), Palette.Dark(look.Colour, 0.6f), 0.8f);
            }
        }
        art.Fill(Shape.Ellipse(195, 190, 72, 15), Palette.Solid(Palette.Dark(look.Colour, 0.5f)), new Finish { Bulge = 8, Relief = -0.6f });
        var body = Shape.Mirrored("M200 202 C240 202 262 198 272 190 L284 318 C262 332 230 334 200 334").Move(-5, 0);
        art.Fill(body, look.Cloth(), metal with { Lathe = true });
        art.Line(Shape.Path("M118 222 C150 234 240 234 272 222 M112 304 C150 318 240 318 278 304"), 3, Palette.Pale(look.Colour, 0.35f), 0.6f);
        KitchenDrawings.Glint(art, body, 138, 220, 80);
    }

    public static void YogaMat(Artist art, Look look)
    {
        art.Fill(Shape.Path("M70 262 H324 V318 H70 Z"), look.Cloth(1.2f), look.Finish with { Bulge = 22 });
        art.Fill(Shape.Path("M76 306 H356 C366 312 366 326 356 330 H76 Z"), look.Cloth(1.2f), look.Finish with { Bulge = 6 });
        art.Fill(Shape.Box(66, 206, 260, 122, 58), look.Cloth(1.1f), look.Finish with { Bulge = 56 });
        art.Fill(Shape.Ellipse(96, 267, 38, 61), Palette.Solid(look.Colour), look.Finish with { Bulge = 4 });
        for (var ring = 0; ring < 6; ring++)
        {
            art.Line(Shape.Ellipse(97, 267, 35 - (ring * 6), 57 - (ring * 10)), 2.2f, ring % 2 == 0 ? look.Seam : look.Second.Rgb, 0.75f);
        }
        foreach (var x in new[] { 178f, 262f })
        {
            art.Fill(Shape.Path(FormattableString.Invariant($"M{x} 205 H{x + 16} C{x + 26} 240 {x + 26} 296 {x + 16} 329 H{x} C{x + 10} 296 {x + 10} 240 {x} 205 Z")), Palette.Solid(look.Is("strapped") ? Palette.Rgb(0xB98A5B) : look.Third.Rgb), new Finish { Bulge = 5 });
        }
        art.Bar(Shape.Path("M188 206 C190 150 274 150 274 206"), 11, Palette.Solid(look.Is("strapped") ? Palette.Rgb(0xB98A5B) : look.Third.Rgb), new Finish { Bulge = 5 });
    }

    public static void Ball(Artist art, Look look)
    {
        var ball = Shape.Ellipse(200, 226, 106, 106);
        var skin = new Finish { Lathe = true, Gloss = 0.18f, Shine = 12, Texture = look.Is("tennis ball") ? Textures.Of("wool felt", look.Seed).Texture : point => 0.96f + (0.07f * Noise.Cells(point.X * 0.3f, point.Y * 0.3f, 3).Nearest) };
        art.Fill(ball, Palette.Solid(look.Colour), skin);
        var clip = art.Cover(ball);
        var ink = look.Is("tennis ball") ? Palette.Rgb(0xF7F5EE) : Palette.Brightness(look.Colour) > 0.45f ? Palette.Rgb(0x35302E) : Palette.Rgb(0xF2ECDF);
        switch (look.Style)
        {
            case "basketball":
                art.Line(Shape.Path("M200 110 V340 M90 226 H310 M126 140 C176 190 176 262 126 314 M274 140 C224 190 224 262 274 314").Turn(18, 200, 226), 4.4f, ink, 0.85f, clip);
                break;
            case "tennis ball":
                art.Line(Shape.Path("M120 120 C180 180 180 270 110 330 M290 110 C226 170 226 280 292 334").Turn(-14, 200, 226), 8, ink, 0.95f, clip);
                break;
            case "volleyball":
                for (var n = 0; n < 3; n++)
                {
                    art.Line(Shape.Path("M200 226 C216 180 214 150 196 112 M214 192 C250 186 280 190 306 206 M208 158 C246 146 274 152 296 172").Turn(n * 120, 200, 226), 3.4f, ink, 0.7f, clip);
                    art.Tint(Shape.Path("M214 192 C250 186 280 190 306 206 L296 172 C274 152 246 146 208 158 Z").Turn(n * 120, 200, 226), look.Second.Rgb, 0.75f, 1, clip);
                }
                break;
            default:
                for (var n = 0; n < 6; n++)
                {
                    var (angle, distance) = n == 0 ? (0f, 0f) : (n * 72f, 86f);
                    var pentagon = new Shape([[.. Enumerable.Range(0, 6).Select(k => new Vector2(200 + (33 * MathF.Sin(k * MathF.Tau / 5)), 226 - distance - (33 * MathF.Cos(k * MathF.Tau / 5))))]]);
                    pentagon = n == 0 ? pentagon : pentagon.Scale(0.95f, 0.7f, 200, 226 - distance).Turn(180, 200, 226 - distance);
                    art.Tint(pentagon.Turn(angle, 200, 226), look.Second.Rgb == look.Colour ? ink : Palette.Dark(look.Second.Rgb, 0.1f), 0.92f, 0.6f, clip);
                    art.Line(Shape.Path("M200 193 L200 158").Turn(n * 72, 200, 226), 2.6f, ink, 0.55f, clip);
                }
                break;
        }
        art.Shade(Shape.Ellipse(240, 282, 90, 66), 0.16f, 26, clip);
        art.Tint(Shape.Ellipse(160, 172, 34, 22).Turn(-38, 160, 172), Vector3.One, 0.30f, 14, clip);
    }

    public static void Dumbbells(Artist art, Look look)
    {
        var rubber = new Finish { Bulge = 14, Gloss = 0.18f };
        if (look.Is("kettlebell"))
        {
            art.Bar(Shape.Path("M158 216 C120 110 280 110 242 216"), 26, Palette.Solid(Palette.Rgb(0x3B3C41)), rubber);
            art.Fill(Shape.Path("M200 186 C280 186 306 250 276 314 C266 332 250 334 200 334 C150 334 134 332 124 314 C94 250 120 186 200 186 Z"), Palette.Solid(look.Colour), rubber with { Bulge = 60 });
            art.Fill(Shape.Ellipse(200, 262, 36, 36), Palette.Solid(look.Second.Rgb), rubber with { Bulge = 4 });
            art.Line(Shape.Path("M192 248 V276 M210 248 L194 264 L212 276"), 5, Palette.Dark(look.Colour, 0.3f));
            return;
        }
        foreach (var (dx, dy) in new[] { (26f, -56f), (-14f, 0f) })
        {
            art.Bar(Shape.Path("M150 292 H250").Move(dx, dy), 17, Palette.Solid(Palette.Rgb(0xB9BCC1)), new Finish { Bulge = 8, Gloss = 0.7f });
            foreach (var x in new[] { 96f, 250f })
            {
                var head = look.Is("hexagonal") ? Shape.Path($"M{x + 8} 252 H{x + 46} L{x + 56} 272 V314 L{x + 46} 333 H{x + 8} L{x - 2} 314 V272 Z") : Shape.Box(x, 252, 54, 81, 16);
                art.Shade(head.Move(dx, dy + 3), 0.2f, 5);
                art.Fill(head.Move(dx, dy), Palette.Solid(look.Colour), rubber);
                art.Tint(Shape.Box(x + 24, 258, 4, 70).Move(dx, dy), look.Second.Rgb, 0.5f, 0.6f);
            }
        }
    }

    public static void Skateboard(Artist art, Look look)
    {
        foreach (var y in new[] { 108, 280 })
        {
            art.Fill(Shape.Box(126, y, 148, 13, 4), Palette.Solid(Palette.Rgb(0xB9BCC1)), new Finish { Bulge = 5, Gloss = 0.7f });
            foreach (var x in new[] { 116, 264 })
            {
                art.Fill(Shape.Box(x, y - 11, 21, 35, 8), Palette.Solid(look.Third.Rgb), new Finish { Bulge = 9, Gloss = 0.2f });
            }
        }
        var deck = look.Is("longboard") ? Shape.Path("M200 16 C248 24 262 90 264 200 C262 310 248 376 200 384 C152 376 138 310 136 200 C138 90 152 24 200 16 Z") : Shape.Box(140, 26, 120, 348, 58);
        art.Fill(deck, look.Pattern == "plain" ? point => Palette.Mix(look.Colour, look.Second.Rgb, MathF.Abs(point.Y - 200) > 118 ? 1 : 0) : look.Cloth(1.4f), new Finish { Bulge = 9, Gloss = 0.25f });
        foreach (var y in new[] { 104f, 124f, 276f, 296f })
        {
            art.Tint(Shape.Ellipse(186, y, 2.6f, 2.6f).And(Shape.Ellipse(214, y, 2.6f, 2.6f)), Palette.Rgb(0x3A3C40), 0.8f);
        }
        art.Tint(Shape.Path("M152 40 L176 36 L160 330 L146 330 Z"), Vector3.One, 0.12f, 8, art.Cover(deck));
    }
}
