using System.Numerics;
using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

/// <summary>Furniture and lamps.</summary>
internal static class FurnitureDrawings
{
    public static void Sofa(Artist art, Look look)
    {
        var seats = look.Is("two-seater") ? 2 : look.Is("three-seater") ? 3 : 1;
        var (left, right) = seats switch { 3 => (44f, 356f), 2 => (72f, 328f), _ => (106f, 294f) };
        var cloth = look.Cloth(0.9f);
        var soft = look.Finish with { Bulge = 20, Folds = look.Finish.Folds * 0.5f };
        Legs(art, look, (left + 26, 306), (right - 26, 306));
        var back = look.Is("wingback") ? 96f : 150f;
        art.Fill(Shape.Box(left + 14, back, right - left - 28, 300 - back, 26), cloth, soft);
        var width = (right - left - 64) / seats;
        for (var n = 0; n < seats; n++)
        {
            var x = left + 32 + (n * width);
            art.Shade(Shape.Box(x, back + 14, width, 100, 18), 0.14f, 6);
            art.Fill(Shape.Box(x + 2, back + 10, width - 4, 238 - back, 20), cloth, soft with { Bulge = 26 });
            if (look.Is("wingback"))
            {
                for (var button = 0; button < 6; button++)
                {
                    var at = (X: x + (width * (0.25f + (0.25f * (button % 3)))), Y: back + 40 + (button / 3 * 40));
                    art.Shade(Shape.Ellipse(at.X, at.Y, 9, 9), 0.22f, 6);
                    art.Fill(Shape.Ellipse(at.X, at.Y, 4.5f, 4.5f), Palette.Solid(look.Seam), soft with { Bulge = 3 });
                }
            }
        }
        for (var n = 0; n < seats; n++)
        {
            var x = left + 32 + (n * width);
            art.Shade(Shape.Box(x, 226, width, 14, 6), 0.28f, 6);
            art.Fill(Shape.Box(x + 1, 230, width - 2, 44, 14), cloth, soft with { Bulge = 16 });
            art.Line(Shape.Path(FormattableString.Invariant($"M{x + 10} 252 H{x + width - 10}")), 1.2f, look.Seam, 0.4f);
        }
        art.Fill(Shape.Box(left + 16, 268, right - left - 32, 38, 8), cloth, soft with { Bulge = 10 });
        foreach (var x in new[] { left, right - 38 })
        {
            art.Shade(Shape.Box(x + 4, 186, 40, 120, 16), 0.2f, 8);
            art.Fill(Shape.Box(x, look.Is("wingback") ? 168 : 180, 38, look.Is("wingback") ? 140 : 128, 18), cloth, soft with { Bulge = 17 });
        }
        if (seats > 1 || look.Seed % 2 == 0)
        {
            var pillow = Shape.Smooth(0, 0, 26, 4, 52, 0, 48, 26, 52, 52, 26, 48, 0, 52, 4, 26).Move(left + 46, 186).Turn(-8, left + 70, 210);
            art.Shade(pillow.Move(4, 5), 0.25f, 6);
            art.Fill(pillow, Palette.Solid(look.Third.Rgb), soft with { Bulge = 20 });
        }
    }

    public static void Chair(Artist art, Look look)
    {
        var wood = Wood(look);
        var timber = new Finish { Bulge = 5, Gloss = 0.08f, Texture = Textures.Grain(look.Seed) };
        var seat = look.Is("stool") ? 206f : 214f;
        foreach (var leg in look.Is("stool") ? new[] { "M150 206 L126 334", "M250 206 L274 334", "M178 206 L172 318", "M222 206 L228 318" } : ["M158 220 L150 318", "M250 220 L262 318", "M138 224 L124 334", "M268 224 L284 334"])
        {
            art.Bar(Shape.Path(leg), 11, Palette.Solid(Palette.Dark(wood, leg.EndsWith("318", StringComparison.Ordinal) ? 0.2f : 0)), timber);
        }
        art.Bar(Shape.Path("M134 284 H270"), 7, Palette.Solid(wood), timber);
        if (look.Is("spindle"))
        {
            art.Bar(Shape.Path("M142 214 L130 96 C160 84 250 84 276 96 L264 214"), 12, Palette.Solid(wood), timber);
            for (var n = 0; n < 6; n++)
            {
                art.Bar(Shape.Path(FormattableString.Invariant($"M{158 + (n * 17.6f)} 214 L{152 + (n * 20)} 96")), 6, Palette.Solid(wood), timber with { Bulge = 3 });
            }
        }
        else if (look.Is("upholstered"))
        {
            art.Fill(Shape.Path("M136 80 C170 66 236 66 270 80 C280 130 276 180 264 212 L142 212 C130 180 126 130 136 80 Z"), look.Cloth(0.8f), look.Finish with { Bulge = 20 });
        }
        else if (!look.Is("stool"))
        {
            art.Bar(Shape.Path("M140 214 L128 84").And(Shape.Path("M266 214 L278 84")), 11, Palette.Solid(wood), timber);
            foreach (var y in new[] { 88, 130, 172 })
            {
                art.Bar(Shape.Path($"M130 {y} C170 {y + 9} 236 {y + 9} 276 {y}"), 17, Palette.Solid(wood), timber);
            }
        }
        art.Fill(Shape.Path(FormattableString.Invariant($"M142 {seat - 10} H264 C280 {seat - 4} 292 {seat + 12} 292 {seat + 18} C250 {seat + 28} 156 {seat + 28} 114 {seat + 18} C116 {seat + 8} 126 {seat - 4} 142 {seat - 10} Z")), look.Is("ladder-back") ? Palette.Solid(wood) : look.Cloth(0.7f), look.Is("ladder-back") ? timber with { Bulge = 10 } : look.Finish with { Bulge = 16 });
    }

    public static void Table(Artist art, Look look)
    {
        var wood = Wood(look);
        var timber = new Finish { Bulge = 5, Gloss = 0.08f, Texture = Textures.Grain(look.Seed) };
        if (look.Is("drum"))
        {
            art.Fill(Shape.Mirrored("M200 196 L300 196 C302 240 300 300 296 322 C260 335 230 336 200 336"), look.Cloth(), new Finish { Lathe = true, Gloss = 0.15f });
            art.Fill(Shape.Ellipse(200, 196, 102, 22), Palette.Solid(wood), timber with { Texture = Textures.AcrossGrain(look.Seed) });
            return;
        }
        var round = look.Is("round");
        foreach (var leg in round ? new[] { "M168 204 L140 316", "M232 204 L260 316", "M134 204 L96 334", "M266 204 L304 334" } : ["M96 210 V316", "M304 210 V316", "M80 210 L76 334", "M320 210 L324 334"])
        {
            art.Bar(Shape.Path(leg), 11, Palette.Solid(Palette.Dark(look.Is("desk") ? look.Colour : wood, leg.EndsWith("316", StringComparison.Ordinal) ? 0.2f : 0)), timber with { Texture = null });
        }
        if (look.Is("desk"))
        {
            art.Fill(Shape.Box(196, 206, 120, 46, 3), Palette.Solid(look.Colour), timber with { Bulge = 4, Texture = null });
            art.Line(Shape.Box(204, 213, 104, 32, 2), 1.4f, Palette.Dark(look.Colour, 0.3f), 0.7f);
            art.Fill(Shape.Ellipse(256, 229, 6, 6), Palette.Solid(Palette.Rgb(0xCBA75C)), new Finish { Bulge = 4, Gloss = 0.6f });
        }
        var top = round ? Shape.Ellipse(200, 200, 134, 26) : Shape.Path("M84 180 H316 L344 206 H56 Z");
        art.Fill(top.Move(0, 11), Palette.Solid(Palette.Dark(wood, 0.3f)), timber with { Bulge = 3 });
        art.Fill(top, Palette.Solid(wood), timber with { Bulge = 4, Texture = Textures.AcrossGrain(look.Seed) });
        art.Fill(Shape.Mirrored("M200 150 L218 150 C222 164 224 176 218 190 L200 192").Move(round ? 30 : -60, 0), Palette.Solid(look.Colour), new Finish { Lathe = false, Bulge = 16, Gloss = 0.3f });
        art.Bar(Shape.Path("M200 150 C196 130 204 116 190 100 M200 150 C206 130 214 124 218 106").Move(round ? 30 : -60, 0), 3, Palette.Solid(Palette.Rgb(0x5F8350)), new Finish { Bulge = 2 });
        foreach (var (x, y) in new[] { (190f, 100f), (218f, 104f), (199f, 122f) })
        {
            art.Fill(Shape.Ellipse(x + (round ? 30 : -60), y, 8, 12), Palette.Solid(Palette.Rgb(0x7FA56C)), new Finish { Bulge = 5 });
        }
    }

    public static void Shelf(Artist art, Look look)
    {
        var wood = look.Is("cabinet") ? look.Colour : Wood(look);
        var timber = new Finish { Bulge = 3, Texture = Textures.Grain(look.Seed) };
        var cube = look.Is("cube");
        var (left, right, top) = cube ? (84f, 316f, 104f) : look.Is("cabinet") ? (92f, 308f, 140f) : (116f, 284f, 62f);
        Legs(art, look, (left + 14, 318), (right - 14, 318));
        art.Fill(Shape.Box(left, top, right - left, 322 - top, 3), Palette.Solid(wood), timber);
        var (columns, rows) = cube ? (3, 3) : look.Is("cabinet") ? (2, 1) : (1, 4);
        var (cellWidth, cellHeight) = ((right - left - 10) / columns, (322 - top - 10) / rows);
        var random = new Random(look.Seed);
        for (var n = 0; n < columns * rows; n++)
        {
            var (x, y) = (left + 7 + (n % columns * cellWidth), top + 7 + (n / columns * cellHeight));
            var (w, h) = (cellWidth - 4, cellHeight - 4);
            if (look.Is("cabinet"))
            {
                art.Fill(Shape.Box(x, y, w, h, 2), look.Cloth(), new Finish { Bulge = 5 });
                art.Line(Shape.Box(x + 14, y + 14, w - 28, h - 28, 2), 2, look.Seam, 0.6f);
                art.Fill(Shape.Ellipse(n == 0 ? x + w - 9 : x + 9, y + (h / 2), 5, 5), Palette.Solid(Palette.Rgb(0xCBA75C)), new Finish { Bulge = 4, Gloss = 0.6f });
                continue;
            }
            art.Fill(Shape.Box(x, y, w, h, 1), Palette.Solid(Palette.Dark(look.Is("ladder") ? wood : look.Colour, 0.35f)), new Finish { Bulge = 12, Relief = -0.6f });
            var at = x + 5;
            while (at < x + w - 14)
            {
                var choice = random.Next(5);
                var colour = choice switch { 0 => look.Colour, 1 => look.Second.Rgb, 2 => look.Third.Rgb, 3 => Palette.Rgb(0xE9E1D2), _ => Palette.Rgb(0x5B6B78) };
                if (random.Next(7) == 0 && at < x + w - 34)
                {
                    art.Fill(Shape.Ellipse(at + 14, y + h - 13, 13, 13), Palette.Solid(colour), new Finish { Bulge = 10, Gloss = 0.2f });
                    at += 31;
                    continue;
                }
                var (book, tall) = (6 + random.Next(7), h * (0.55f + (0.35f * random.NextSingle())));
                art.Fill(Shape.Box(at, y + h - tall, book, tall, 1), Palette.Solid(colour), new Finish { Bulge = 3 });
                at += book + (random.Next(5) == 0 ? 12 : 1);
            }
        }
    }

    public static void TableLamp(Artist art, Look look)
    {
        var metal = Palette.Solid(Palette.Rgb(look.Material == "brass" ? 0xCBA75Cu : 0x3A3C40u));
        if (look.Is("desk"))
        {
            art.Fill(Shape.Ellipse(170, 322, 62, 14), metal, new Finish { Bulge = 8, Gloss = 0.4f });
            art.Bar(Shape.Path("M170 318 L142 206 L232 120"), 7, metal, new Finish { Bulge = 3, Gloss = 0.5f });
            art.Fill(Shape.Ellipse(142, 206, 9, 9), metal, new Finish { Bulge = 6, Gloss = 0.5f });
            Glow(art, 280, 190, 70);
            art.Fill(Shape.Path("M214 112 C226 82 258 72 282 92 L322 152 C300 180 262 196 232 190 Z"), Palette.Solid(look.Colour), new Finish { Bulge = 26, Gloss = 0.35f });
            art.Fill(Shape.Ellipse(277, 172, 48, 10).Turn(-24, 277, 172), Palette.Solid(Palette.Rgb(0xFFEFC4)), new Finish { Bulge = 3 });
            return;
        }
        if (look.Is("mushroom"))
        {
            art.Fill(Shape.Mirrored("M200 180 L222 180 C226 240 250 300 262 326 C230 334 215 335 200 335"), Palette.Solid(look.Colour), new Finish { Lathe = true, Gloss = 0.35f });
            Glow(art, 200, 206, 90);
            art.Fill(Shape.Path("M88 206 C94 120 150 96 200 96 C250 96 306 120 312 206 C270 218 130 218 88 206 Z"), look.Cloth(), new Finish { Bulge = 50, Gloss = 0.3f });
            return;
        }
        var body = look.Is("ceramic") ? Shape.Mirrored("M200 206 L216 206 C222 220 262 240 262 280 C262 310 240 330 222 334 L200 335") : Shape.Mirrored("M200 200 L210 200 C212 250 208 300 214 318 L252 326 C240 334 220 335 200 335");
        art.Bar(Shape.Path("M200 150 V214"), 6, metal, new Finish { Bulge = 3, Gloss = 0.5f });
        art.Fill(body, Palette.Solid(look.Is("ceramic") ? look.Colour : Palette.Rgb(0x9A6B42)), new Finish { Lathe = true, Gloss = look.Is("ceramic") ? 0.4f : 0.15f, Texture = look.Is("ceramic") ? null : Textures.Grain(look.Seed) });
        Glow(art, 200, 150, 110);
        Shade(art, look, "M156 70 H244 L290 196 C250 206 150 206 110 196 Z", 70, 44);
    }

    public static void Pendant(Artist art, Look look)
    {
        art.Line(Shape.Path("M200 0 V120"), 3, Palette.Rgb(0x3A3C40));
        art.Fill(Shape.Box(188, 96, 24, 26, 5), Palette.Solid(Palette.Rgb(look.Material == "brass" ? 0xCBA75Cu : 0x3A3C40u)), new Finish { Bulge = 6, Gloss = 0.6f });
        Glow(art, 200, 280, 120);
        var bulb = Shape.Ellipse(200, look.Is("globe") ? 210 : 270, 22, 24);
        if (look.Is("globe"))
        {
            art.Fill(Shape.Ellipse(200, 210, 94, 92), Palette.Solid(Palette.Mix(look.Colour, Vector3.One, 0.35f)), new Finish { Bulge = 80, Relief = 0.6f, Gloss = 0.3f, Alpha = 0.8f });
            art.Tint(Shape.Ellipse(200, 210, 40, 42), Palette.Rgb(0xFFF3D0), 0.8f, 22);
            art.Tint(Shape.Ellipse(160, 166, 20, 11).Turn(-40, 160, 166), Vector3.One, 0.7f, 5);
            return;
        }
        art.Fill(bulb, Palette.Solid(Palette.Rgb(0xFFF1C8)), new Finish { Bulge = 14 });
        var shade = look.Is("dome")
            ? Shape.Path("M78 272 C80 170 140 116 200 116 C260 116 320 170 322 272 C280 284 120 284 78 272 Z")
            : look.Is("cone") ? Shape.Path("M182 112 H218 L316 272 C270 284 130 284 84 272 Z") : Shape.Path("M120 130 H280 L288 262 C250 272 150 272 112 262 Z");
        art.Fill(shade, look.Cloth(), look.Finish with { Bulge = 44, Gloss = MathF.Max(look.Finish.Gloss, 0.12f) });
        art.Tint(Shape.Ellipse(200, look.Is("drum") ? 262 : 272, look.Is("drum") ? 84 : 114, 9), Palette.Rgb(0xFFEDBE), 0.95f, 1);
    }

    public static void FloorLamp(Artist art, Look look)
    {
        var metal = Palette.Solid(Palette.Rgb(look.Material switch { "brass" => 0xCBA75Cu, "oak" => 0xB88A55u, _ => 0x3A3C40u }));
        var rod = new Finish { Bulge = 3, Gloss = 0.5f };
        if (look.Is("tripod"))
        {
            art.Bar(Shape.Path("M200 168 L140 334 M200 168 L260 334 M200 168 L212 322"), 8, metal, rod);
            Glow(art, 200, 120, 110);
            Shade(art, look, "M146 52 H254 L276 164 C246 172 154 172 124 164 Z", 52, 54);
            return;
        }
        art.Fill(Shape.Ellipse(look.Is("arc") ? 120 : 200, 326, 50, 11), metal, new Finish { Bulge = 7, Gloss = 0.4f });
        if (look.Is("arc"))
        {
            art.Bar(Shape.Path("M120 324 V150 C120 30 270 20 286 110"), 6, metal, rod);
            Glow(art, 286, 170, 80);
            art.Fill(Shape.Path("M232 162 C236 118 262 104 286 104 C310 104 336 118 340 162 C310 170 262 170 232 162 Z"), look.Cloth(), look.Finish with { Bulge = 30, Gloss = 0.3f });
            art.Tint(Shape.Ellipse(286, 163, 50, 6), Palette.Rgb(0xFFEDBE), 0.95f, 1);
            return;
        }
        art.Bar(Shape.Path("M200 322 V120"), 6, metal, rod);
        Glow(art, 200, 100, 100);
        Shade(art, look, "M160 44 H240 L268 146 C240 154 160 154 132 146 Z", 44, 40);
    }

    private static void Shade(Artist art, Look look, string outline, float top, float half)
    {
        var shape = Shape.Path(outline);
        art.Fill(shape, look.Cloth(0.9f), new Finish { Bulge = 40, Relief = 0.5f, Texture = Textures.Of("linen", look.Seed).Texture });
        art.Tint(Shape.Ellipse(200, top + 80, half * 0.9f, 44), Palette.Rgb(0xFFF0C6), 0.42f, 26, art.Cover(shape));
        art.Line(Shape.Path(FormattableString.Invariant($"M{200 - half} {top} H{200 + half}")), 3, look.Seam, 0.7f);
    }

    private static void Glow(Artist art, float x, float y, float radius) => art.Tint(Shape.Ellipse(x, y, radius, radius * 0.8f), Palette.Rgb(0xFFE7AE), 0.30f, radius * 0.42f);

    private static Vector3 Wood(Look look) => Palette.Tones[look.Seed % 3 == 0 ? "Walnut" : look.Seed % 3 == 1 ? "Oak" : "Birch"].Rgb;

    private static void Legs(Artist art, Look look, params (float X, float Y)[] at)
    {
        foreach (var (x, y) in at)
        {
            var lean = x < 200 ? -5 : 5;
            art.Bar(Shape.Path(FormattableString.Invariant($"M{x} {y - 6} L{x + lean} 332")), 9, Palette.Solid(Wood(look)), new Finish { Bulge = 4, Texture = Textures.Grain(look.Seed) });
        }
    }
}
