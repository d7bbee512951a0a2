using System.Numerics;
using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

internal static class HomeDrawings
{
    public static void Vase(Artist art, Look look)
    {
        var (profile, top, half) = look.Style switch
        {
            "bottle" => ("M200 110 L216 110 C214 160 224 190 250 220 C280 260 270 320 240 332 L200 334", 110f, 16f),
            "amphora" => ("M200 130 L236 130 C226 150 240 164 262 190 C290 230 270 300 236 326 C225 333 210 334 200 334", 130f, 36f),
            "cylinder" => ("M200 140 L252 140 C258 200 258 280 252 322 C240 333 215 334 200 334", 140f, 52f),
            _ => ("M200 164 L228 164 C232 172 240 178 252 186 C300 220 300 300 250 330 L200 334", 164f, 28f),
        };
        var body = Shape.Mirrored(profile);
        Stems(art, look, top);
        if (look.Is("amphora"))
        {
            art.Bar(Shape.Path("M236 146 C286 140 286 190 262 204").And(Shape.Path("M236 146 C286 140 286 190 262 204").Flip()), 10, Palette.Solid(look.Colour), look.Finish with { Bulge = 5 });
        }
        art.Fill(body, look.Cloth(), look.Finish with { Lathe = true });
        KitchenDrawings.Glint(art, body, 168, top + 70, 80, look.Finish.Gloss > 0.1f ? 0.4f : 0.12f);
        art.Line(Shape.Path(FormattableString.Invariant($"M{200 - half} {top} C{200 - (half / 2)} {top + (half * 0.16f)} {200 + (half / 2)} {top + (half * 0.16f)} {200 + half} {top}")), 3, Palette.Pale(look.Colour, 0.35f), 0.8f);
    }

    public static void Candle(Artist art, Look look)
    {
        if (look.Is("pillar"))
        {
            foreach (var (x, top, colour) in new[] { (262f, 210f, look.Second.Rgb), (150f, 120f, look.Colour), (212f, 176f, Palette.Pale(look.Colour, 0.3f)) })
            {
                art.Fill(Shape.Box(x - 34, top, 68, 334 - top, 5).Move(0, 0), Palette.Solid(colour), new Finish { Bulge = 26, Relief = 0.9f, Gloss = 0.06f });
                art.Fill(Shape.Ellipse(x, top + 3, 34, 8), Palette.Solid(Palette.Pale(colour, 0.45f)), new Finish { Bulge = 4 });
                Flame(art, x, top);
            }
            return;
        }
        var jar = Shape.Mirrored(look.Is("tin") ? "M200 210 L282 210 L282 326 C250 334 220 335 200 335" : "M200 152 L272 152 C276 200 276 290 272 322 C250 334 220 335 200 335");
        var top2 = look.Is("tin") ? 210f : 152f;
        var half = look.Is("tin") ? 82f : 72f;
        art.Fill(jar, look.Is("tin") ? look.Cloth() : Palette.Solid(Palette.Mix(look.Colour, Palette.Rgb(0xF4EBDD), 0.25f)), new Finish { Lathe = true, Gloss = 0.4f });
        art.Fill(Shape.Ellipse(200, top2, half, 14), Palette.Solid(Palette.Pale(look.Colour, 0.5f)), new Finish { Bulge = 3, Gloss = 0.4f });
        art.Fill(Shape.Ellipse(200, top2 + 3, half - 6, 11), Palette.Solid(Palette.Rgb(0xF6ECD6)), new Finish { Bulge = 4 });
        KitchenDrawings.Glint(art, jar, 200 - (half * 0.66f), top2 + 26, 80);
        var label = Shape.Box(158, top2 + 44, 84, look.Is("tin") ? 52 : 84, 3);
        art.Fill(label, Palette.Solid(Palette.Rgb(0xFAF6EE)), new Finish { Bulge = 1.5f });
        art.Line(Shape.Box(163, top2 + 49, 74, look.Is("tin") ? 42 : 74, 2), 1, Palette.Rgb(0x9A8F80));
        art.Line(Shape.Path($"M176 {top2 + 66} H224 M184 {top2 + 76} H216"), 2.6f, Palette.Rgb(0x4B453E));
        art.Line(Shape.Path($"M200 {top2 + 114} C184 {top2 + 104} 190 {top2 + 92} 200 {top2 + 88} C210 {top2 + 92} 216 {top2 + 104} 200 {top2 + 114}"), 2, look.Third.Rgb, look.Is("tin") ? 0 : 1);
        Flame(art, 200, top2 + 2);
    }

    public static void Cushion(Artist art, Look look)
    {
        var shape = look.Is("round") ? Shape.Ellipse(200, 200, 130, 128) : look.Is("lumbar")
            ? Shape.Smooth(64, 132, 200, 124, 336, 132, 344, 200, 336, 268, 200, 276, 64, 268, 56, 200) : Shape.Smooth(82, 82, 200, 96, 318, 82, 304, 200, 318, 318, 200, 304, 82, 318, 96, 200);
        if (look.Is("tasselled"))
        {
            foreach (var (x, y) in new[] { (84, 84), (316, 84), (84, 316), (316, 316) })
            {
                for (var n = -3; n <= 3; n++)
                {
                    art.Bar(Shape.Path(FormattableString.Invariant($"M{x} {y} L{x + (Math.Sign(x - 200) * 24) + (n * 3)} {y + (Math.Sign(y - 200) * 24) - (n * 3 * Math.Sign(x - 200) * Math.Sign(y - 200))}")), 3, Palette.Solid(look.Second.Rgb), new Finish { Bulge = 2 });
                }
            }
        }
        art.Fill(shape, look.Cloth(), look.Finish with { Bulge = 60, Relief = 0.6f, Folds = 0.25f });
        art.Bar(shape, 4, Palette.Solid(look.Pattern == "plain" ? look.Seam : look.Second.Rgb), new Finish { Bulge = 2 });
        if (look.Is("round"))
        {
            for (var n = 0; n < 16; n++)
            {
                art.Shade(Shape.Path("M199 200 L198 84 L203 84 L201 200 Z").Turn(n * 22.5f, 200, 200), 0.18f, 3);
            }
            art.Fill(Shape.Ellipse(200, 200, 13, 13), Palette.Solid(look.Seam), look.Finish with { Bulge = 8 });
        }
    }

    public static void Rug(Artist art, Look look)
    {
        var cloth = look.Cloth(1.5f);
        var pile = look.Finish with { Bulge = 5, Folds = 0.08f };
        if (look.Is("round"))
        {
            art.Fill(Shape.Ellipse(200, 200, 150, 150), Palette.Solid(look.Second.Rgb), pile);
            art.Fill(Shape.Ellipse(200, 200, 134, 134), cloth, pile);
            return;
        }
        var (x, width) = look.Is("runner") ? (138f, 124f) : (84f, 232f);
        for (var n = x + 2; n < x + width; n += 7)
        {
            art.Bar(Shape.Path(FormattableString.Invariant($"M{n} 48 L{n + 1} 26 M{n} 352 L{n - 1} 374")), 3, Palette.Solid(Palette.Rgb(0xEFE6D2)), new Finish { Bulge = 1.5f });
        }
        art.Fill(Shape.Box(x, 46, width, 308, 4), Palette.Solid(look.Pattern == "plain" ? look.Colour : look.Third.Rgb), pile);
        art.Fill(Shape.Box(x + 14, 62, width - 28, 276, 2), Palette.Solid(look.Second.Rgb), pile with { Bulge = 1.5f });
        art.Fill(Shape.Box(x + 20, 68, width - 40, 264, 2), cloth, pile with { Bulge = 1.5f });
        if (look.Pattern is "plain" or "marl")
        {
            for (var ring = 0; ring < 3; ring++)
            {
                var r = 60f - (ring * 20);
                art.Line(Shape.Path(FormattableString.Invariant($"M200 {200 - (r * 1.5f)} L{200 + r} 200 L200 {200 + (r * 1.5f)} L{200 - r} 200 Z")), 5, ring == 1 ? look.Third.Rgb : look.Second.Rgb, 0.85f);
            }
        }
    }

    public static void Clock(Artist art, Look look)
    {
        var sunburst = look.Is("sunburst");
        if (sunburst)
        {
            for (var n = 0; n < 24; n++)
            {
                art.Bar(Shape.Path($"M200 118 V{(n % 2 == 0 ? 46 : 66)}").Turn(n * 15, 200, 200), 7, Palette.Solid(Palette.Rgb(0xC79A5E)), new Finish { Bulge = 3, Gloss = 0.2f });
            }
        }
        var radius = sunburst ? 92f : 130f;
        Shape Face(float r) => look.Is("square") ? Shape.Box(200 - r, 200 - r, 2 * r, 2 * r, r * 0.22f) : Shape.Ellipse(200, 200, r, r);
        art.Fill(Face(radius), Palette.Solid(look.Colour), look.Finish with { Bulge = 12, Gloss = MathF.Max(0.2f, look.Finish.Gloss) });
        var dial = Palette.Brightness(look.Colour) > 0.7f ? look.Second.Rgb : Palette.Rgb(0xF8F4EC);
        art.Fill(Face(radius - 16), Palette.Solid(dial), new Finish { Bulge = 6, Relief = -0.7f });
        var ink = Palette.Brightness(dial) > 0.5f ? Palette.Rgb(0x34373C) : Palette.Rgb(0xF3EFE6);
        var inner = radius - 24;
        for (var minute = 0; minute < 60; minute++)
        {
            var length = minute % 15 == 0 ? 17 : minute % 5 == 0 ? 11 : 0;
            if (length > 0)
            {
                art.Line(Shape.Path(FormattableString.Invariant($"M200 {200 - inner} V{200 - inner + length}")).Turn(minute * 6, 200, 200), minute % 15 == 0 ? 5 : 3, ink);
            }
        }
        var hour = look.Seed % 12;
        art.Shade(Shape.Box(197, 200 - (inner * 0.55f), 6, inner * 0.6f, 3).Turn((hour * 30) + 5, 204, 206), 0.2f, 2);
        art.Line(Shape.Path(FormattableString.Invariant($"M200 212 V{200 - (inner * 0.52f)}")).Turn((hour * 30) + 5, 200, 200), 7, ink);
        art.Line(Shape.Path(FormattableString.Invariant($"M200 216 V{200 - (inner * 0.80f)}")).Turn(60, 200, 200), 4.6f, ink);
        art.Line(Shape.Path(FormattableString.Invariant($"M200 224 V{200 - (inner * 0.84f)}")).Turn(200, 200, 200), 1.8f, look.Third.Rgb);
        art.Fill(Shape.Ellipse(200, 200, 8, 8), Palette.Solid(look.Third.Rgb), new Finish { Bulge = 4, Gloss = 0.5f });
    }

    public static void Towels(Artist art, Look look)
    {
        var stack = look.Is("bath") ? 3 : 2;
        var y = 318f;
        for (var n = 0; n < stack; n++)
        {
            var paint = n == 1 && look.Pattern == "plain" ? Palette.Solid(look.Second.Rgb) : look.Cloth(0.9f);
            var height = look.Is("bath") ? 52f : 62f;
            var inset = n * 6f;
            art.Shade(Shape.Box(86 + inset, y - 2, 228 - (2 * inset), 10), 0.3f, 4);
            foreach (var half in new[] { y, y - (height / 2) })
            {
                art.Fill(Shape.Path(FormattableString.Invariant($"M{90 + inset} {half - (height / 2)} H{296 - inset} C{324 - inset} {half - (height / 2)} {324 - inset} {half} {296 - inset} {half} H{90 + inset} C{82 + inset} {half - 6} {82 + inset} {half - (height / 2) + 6} {90 + inset} {half - (height / 2)} Z")), paint, look.Finish with { Bulge = 13, Folds = 0.2f });
            }
            art.Tint(Shape.Box(100 + inset, y - height + 8, 190 - inset, 3), look.Seam, 0.4f);
            y -= height + 1;
        }
    }

    public static void ArtPrint(Artist art, Look look)
    {
        var wood = Palette.Tones[look.Material switch { "walnut" => "Walnut", "ash" => "Birch", "aluminium" => "Black", _ => "Oak" }].Rgb;
        art.Fill(Shape.Box(92, 52, 216, 296, 3), Palette.Solid(wood), new Finish { Bulge = 5, Texture = look.Material == "aluminium" ? null : Textures.Grain(look.Seed) });
        var paper = Palette.Rgb(0xFAF7F0);
        art.Fill(Shape.Box(103, 63, 194, 274), Palette.Solid(paper), new Finish { Bulge = 3, Relief = -0.5f });
        var sheet = Shape.Box(124, 88, 152, 224);
        art.Tint(sheet, Palette.Pale(look.Colour, 0.72f), 1);
        var clip = art.Cover(sheet);
        var (a, b, c) = (look.Colour, look.Second.Rgb, look.Third.Rgb);
        switch (look.Style)
        {
            case "mountain":
                art.Tint(Shape.Ellipse(232, 140, 24, 24), c, 0.95f, 0, clip);
                art.Tint(Shape.Path("M110 240 C140 190 160 170 178 178 C200 190 220 160 240 184 C260 206 280 210 290 220 V330 H110 Z"), Palette.Pale(a, 0.4f), 1, 0, clip);
                art.Tint(Shape.Path("M110 262 C150 220 170 236 196 244 C226 252 250 220 290 246 V330 H110 Z"), a, 1, 0, clip);
                art.Tint(Shape.Path("M110 292 C150 268 200 290 290 276 V330 H110 Z"), Palette.Dark(a, 0.4f), 1, 0, clip);
                break;
            case "botanical":
                art.Line(Shape.Path("M200 306 C196 240 206 170 200 106"), 3, Palette.Dark(a, 0.2f), 1, clip);
                for (var n = 0; n < 6; n++)
                {
                    var leaf = Shape.Path($"M200 {286 - (n * 32)} C220 {270 - (n * 32)} 240 {256 - (n * 32)} 254 {236 - (n * 30)} C226 {234 - (n * 32)} 206 {250 - (n * 32)} 200 {286 - (n * 32)} Z").Scale(1 - (n * 0.09f), 1 - (n * 0.05f), 200, 286 - (n * 32));
                    art.Tint(leaf, a, 1, 0, clip);
                    art.Tint(leaf.Flip().Move(0, -10), n % 2 == 0 ? Palette.Dark(a, 0.25f) : c, 1, 0, clip);
                }
                break;
            case "abstract":
                art.Tint(Shape.Smooth(150, 130, 210, 110, 240, 160, 200, 210, 150, 190), a, 1, 0, clip);
                art.Tint(Shape.Smooth(190, 190, 260, 180, 270, 250, 210, 270, 180, 240), c, 0.92f, 0, clip);
                art.Tint(Shape.Smooth(130, 240, 180, 226, 200, 280, 150, 300), b, 0.95f, 0, clip);
                art.Line(Shape.Path("M140 280 C180 200 220 300 262 130"), 3, Palette.Rgb(0x2E3036), 0.9f, clip);
                break;
            default:
                for (var ring = 5; ring > 0; ring--)
                {
                    art.Tint(Shape.Ellipse(200, 250, ring * 15, ring * 22, 180, 360), ring % 3 == 0 ? c : ring % 2 == 0 ? a : b, 1, 0, clip);
                }
                break;
        }
        art.Tint(Shape.Path("M103 63 L190 63 L103 220 Z"), Vector3.One, 0.12f, 6, art.Cover(Shape.Box(103, 63, 194, 274)));
    }

    public static void Basket(Artist art, Look look)
    {
        var weave = look.Finish;
        art.Bar(Shape.Path("M120 196 C96 150 140 140 146 186").And(Shape.Path("M120 196 C96 150 140 140 146 186").Flip()), 10, Palette.Solid(Palette.Rgb(0x9A6A3C)), new Finish { Bulge = 5 });
        art.Fill(Shape.Ellipse(200, 182, 104, 24), Palette.Solid(Palette.Rgb(0x7A5B38)), new Finish { Bulge = 16, Relief = -1 });
        var body = look.Is("laundry") ? Shape.Mirrored("M200 206 C250 206 290 198 304 184 L288 320 C270 334 230 336 200 336") : Shape.Mirrored("M200 206 C250 206 290 198 304 184 C316 240 300 300 276 326 C250 335 220 336 200 336");
        art.Fill(body, point => point.Y > 262 ? look.Colour : Palette.Rgb(0xCFA871), weave with { Lathe = true });
        art.Bar(Shape.Path("M96 184 C120 212 280 212 304 184"), 9, Palette.Solid(Palette.Rgb(0xB98B55)), weave with { Bulge = 4 });
    }

    private static void Flame(Artist art, float x, float y)
    {
        art.Line(Shape.Path(FormattableString.Invariant($"M{x} {y + 4} V{y - 10}")), 2.4f, Palette.Rgb(0x3A322B));
        art.Tint(Shape.Ellipse(x, y - 24, 26, 30), Palette.Rgb(0xFFE3A0), 0.35f, 14);
        art.Tint(Shape.Path(FormattableString.Invariant($"M{x} {y - 4} C{x - 12} {y - 14} {x - 7} {y - 26} {x} {y - 44} C{x + 7} {y - 26} {x + 12} {y - 14} {x} {y - 4} Z")), Palette.Rgb(0xFFB648), 0.95f, 1);
        art.Tint(Shape.Ellipse(x, y - 14, 4, 8), Palette.Rgb(0xFFF3CF), 0.95f, 1);
    }

    private static void Stems(Artist art, Look look, float top)
    {
        if (look.Seed % 3 == 0)
        {
            return;
        }
        var flower = look.Seed % 3 == 1 ? look.Third.Rgb : Palette.Rgb(0xF5E6DC);
        foreach (var (x, y) in new[] { (150f, -70f), (200f, -96f), (244f, -64f), (174f, -40f), (226f, -34f) })
        {
            var head = new Vector2(x, MathF.Max(80 + (y / 4), top + y));
            art.Line(Shape.Path(FormattableString.Invariant($"M200 {top + 14} C200 {top - 20} {head.X} {head.Y + 40} {head.X} {head.Y}")), 3, Palette.Rgb(0x5E7F4E));
            art.Fill(Shape.Path(FormattableString.Invariant($"M{head.X} {head.Y + 34} C{head.X + 16} {head.Y + 26} {head.X + 20} {head.Y + 14} {head.X + 24} {head.Y + 8} C{head.X + 10} {head.Y + 10} {head.X + 2} {head.Y + 20} {head.X} {head.Y + 34} Z")), Palette.Solid(Palette.Rgb(0x6D9159)), new Finish { Bulge = 4 });
            for (var petal = 0; petal < 6; petal++)
            {
                art.Fill(Shape.Ellipse(head.X, head.Y - 11, 7, 11).Turn(petal * 60, head.X, head.Y), Palette.Solid(flower), new Finish { Bulge = 5 });
            }
            art.Fill(Shape.Ellipse(head.X, head.Y, 6, 6), Palette.Solid(Palette.Rgb(0xE7B548)), new Finish { Bulge = 4 });
        }
    }
}
