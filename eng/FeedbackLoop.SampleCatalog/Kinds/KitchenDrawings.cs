using System.Numerics;
using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

internal static class KitchenDrawings
{
    public static void Mug(Artist art, Look look)
    {
        var finish = look.Finish with { Lathe = true };
        var handle = look.Is("espresso") ? "M268 214 C316 206 316 286 262 282" : "M272 186 C342 178 340 290 268 284";
        art.Bar(Shape.Path(handle), look.Is("espresso") ? 14 : 18, Palette.Solid(look.Pattern == "plain" ? look.Colour : Palette.Mix(look.Colour, look.Second.Rgb, 0.15f)), look.Finish with { Bulge = 7 });
        var (top, profile) = look.Style switch
        {
            "espresso" => (190f, "M200 190 L272 190 C274 250 268 300 250 326 C230 333 215 334 200 334"),
            "rounded" => (150f, "M200 150 L266 150 C292 200 296 290 256 326 C232 333 215 334 200 334"),
            "enamel" => (146f, "M200 146 L280 146 L274 322 C250 332 220 333 200 333"),
            _ => (140f, "M200 140 L276 140 C278 220 278 290 270 318 C258 331 225 334 200 334"),
        };
        var half = look.Is("espresso") ? 72 : look.Is("rounded") ? 66 : look.Is("enamel") ? 80 : 76;
        art.Fill(Shape.Mirrored(profile), look.Cloth(0.9f), finish);
        if (look.Material == "stoneware" && look.Pattern == "plain")
        {
            art.Shade(Shape.Path($"M110 312 C150 324 250 324 290 312 L290 340 H110 Z"), 0.25f, 1.5f, art.Cover(Shape.Mirrored(profile)), tone: 0.75f);
        }
        Rim(art, look, 200, top, half, look.Is("enamel") ? Palette.Rgb(0x2C3E66) : Palette.Pale(look.Colour, 0.25f));
        art.Fill(Shape.Ellipse(200, top + 6, half - 8, 11), Palette.Solid(Palette.Rgb(look.Is("espresso") ? 0x3A2418u : 0x6B4226u)), new Finish { Bulge = 4 });
        Glint(art, Shape.Mirrored(profile), 200 - (half * 0.62f), top + 24, 90);
    }

    public static void Bowl(Artist art, Look look)
    {
        var stack = look.Is("set of two");
        var draw = (float lift) =>
        {
            var bowl = Shape.Mirrored(look.Is("deep") ? "M200 186 L310 186 C306 262 270 318 236 326 L200 328" : "M200 214 L326 214 C314 272 270 316 238 324 L200 326").Move(0, -lift);
            var top = (look.Is("deep") ? 186 : 214) - lift;
            var half = look.Is("deep") ? 110 : 126;
            art.Fill(Shape.Box(164, 318 - lift, 72, 14, 4), Palette.Solid(Palette.Dark(look.Colour, 0.2f)), look.Finish with { Lathe = true });
            art.Fill(bowl, look.Cloth(), look.Finish with { Lathe = true });
            art.Fill(Shape.Ellipse(200, top, half, half * 0.26f), Palette.Solid(Palette.Pale(look.Colour, 0.45f)), look.Finish with { Bulge = 3 });
            art.Fill(Shape.Ellipse(200, top + 3, half - 6, (half * 0.26f) - 5), point => Palette.Mix(Palette.Dark(look.Second.Rgb, 0.3f), look.Second.Rgb, (point.X - 80) / 230), new Finish { Bulge = 22, Relief = -0.8f });
            Glint(art, bowl, 128, top + 34, 60);
        };
        draw(0);
        if (stack)
        {
            draw(36);
        }
    }

    public static void Plate(Artist art, Look look)
    {
        var radius = look.Is("side") ? 116 : 142;
        art.Fill(Shape.Ellipse(200, 200, radius, radius), look.Cloth(0.9f), look.Finish with { Bulge = 16 });
        art.Bar(Shape.Ellipse(200, 200, radius - 3, radius - 3), 5, Palette.Solid(look.Second.Rgb), look.Finish with { Bulge = 2 });
        art.Shade(Shape.Ellipse(197, 196, radius * 0.68f, radius * 0.68f), 0.12f, 6);
        art.Fill(Shape.Ellipse(200, 200, radius * 0.66f, radius * 0.66f), look.Is("rimmed") ? Palette.Solid(Palette.Pale(look.Colour, 0.5f)) : look.Cloth(0.9f), look.Finish with { Bulge = 14, Relief = -0.5f });
        art.Line(Shape.Ellipse(200, 200, radius * 0.66f, radius * 0.66f), 1.6f, Palette.Dark(look.Colour, 0.2f), 0.35f);
        art.Tint(Shape.Ellipse(150, 146, 44, 20).Turn(-42, 150, 146), Vector3.One, 0.32f, 12);
    }

    public static void Teapot(Artist art, Look look)
    {
        var finish = look.Finish with { Lathe = true };
        var plain = Palette.Solid(look.Pattern == "plain" ? look.Colour : look.Second.Rgb);
        art.Fill(Shape.Path("M276 252 C312 244 318 190 344 166 L362 172 C346 210 344 282 284 300 Z"), Palette.Solid(look.Colour), look.Finish with { Bulge = 14 });
        if (look.Is("cast-iron"))
        {
            art.Bar(Shape.Path("M124 186 C120 70 280 70 276 186"), 8, Palette.Solid(Palette.Rgb(0x3A3A3E)), new Finish { Bulge = 4, Gloss = 0.4f });
        }
        else
        {
            art.Bar(Shape.Path("M122 206 C52 188 48 306 124 296"), 16, plain, look.Finish with { Bulge = 7 });
        }
        var body = look.Is("tall") ? Shape.Mirrored("M200 150 L250 152 C290 190 306 280 272 322 C240 333 220 334 200 334") : Shape.Mirrored("M200 172 L244 174 C300 190 322 290 262 324 C236 333 220 334 200 334");
        art.Fill(body, look.Cloth(), finish);
        Glint(art, body, 134, 210, 70);
        var lid = look.Is("tall") ? 152 : 174;
        art.Fill(Shape.Path($"M148 {lid + 4} C156 {lid - 30} 244 {lid - 30} 252 {lid + 4} C230 {lid + 12} 170 {lid + 12} 148 {lid + 4} Z"), plain, look.Finish with { Bulge = 14 });
        art.Fill(Shape.Ellipse(200, lid - 30, 13, 12), look.Is("cast-iron") ? plain : Palette.Solid(Palette.Rgb(0xC08B54)), look.Finish with { Bulge = 9 });
    }

    public static void Bottle(Artist art, Look look)
    {
        var cap = look.Is("flask") ? Palette.Rgb(0xBFC2C6) : Palette.Rgb(0xC69A66);
        art.Fill(Shape.Mirrored("M200 48 L222 48 C226 60 226 78 224 92 L200 94"), Palette.Solid(cap), new Finish { Lathe = true, Gloss = 0.4f, Texture = look.Is("flask") ? null : Textures.Grain(look.Seed) });
        if (look.Is("sports"))
        {
            art.Bar(Shape.Path("M182 66 C160 30 240 30 218 66"), 8, Palette.Solid(Palette.Rgb(0x34363B)), new Finish { Bulge = 4, Gloss = 0.2f });
        }
        var body = look.Is("slim") ? Shape.Mirrored("M200 90 L224 92 C230 110 246 124 248 150 L248 320 C244 332 220 334 200 334") : Shape.Mirrored("M200 90 L226 92 C234 112 262 126 264 160 L264 318 C258 332 225 334 200 334");
        art.Fill(body, look.Cloth(), new Finish { Lathe = true, Gloss = 0.36f, Shine = 16 });
        Glint(art, body, look.Is("slim") ? 164 : 152, 150, 140);
        art.Line(Shape.Path("M178 92 C190 96 210 96 222 92"), 2.4f, Palette.Rgb(0xD8DADD), 0.9f);
    }

    public static void Glassware(Artist art, Look look)
    {
        var pose = art.Pose;
        var glass = Palette.Mix(look.Colour, Vector3.One, 0.35f);
        foreach (var (dx, scale) in new[] { (52f, 0.86f), (-38f, 1f) })
        {
            art.Pose = Matrix3x2.CreateScale(scale, scale, new(200, 330)) * Matrix3x2.CreateTranslation(dx, dx > 0 ? -12 : 0) * pose;
            var (profile, top, half, drinkTop) = look.Style switch
            {
                "wine" => ("M200 96 L244 96 C262 150 250 206 206 218 L200 218", 96f, 44f, 160f),
                "champagne" => ("M200 80 L224 80 C234 140 230 210 204 226 L200 226", 80f, 24f, 120f),
                _ => ("M200 190 L246 190 L238 326 C225 333 212 334 200 334", 190f, 46f, 236f),
            };
            if (look.Style is "wine" or "champagne")
            {
                art.Fill(Shape.Ellipse(200, 328, 40, 8), Palette.Solid(glass), new Finish { Bulge = 4, Alpha = 0.55f, Gloss = 0.5f });
                art.Bar(Shape.Path("M200 216 V326"), 6, Palette.Solid(glass), new Finish { Bulge = 3, Alpha = 0.7f, Gloss = 0.6f });
            }
            var body = Shape.Mirrored(profile);
            var clip = art.Cover(body);
            art.Fill(body, Palette.Solid(glass), new Finish { Lathe = true, Gloss = 0.5f, Alpha = 0.42f });
            var drink = look.Style switch { "wine" => Palette.Rgb(0x7A1F38), "champagne" => Palette.Rgb(0xE9C877), _ => Palette.Mix(look.Colour, Palette.Rgb(0xCFE6EE), 0.5f) };
            art.Fill(Shape.Box(60, drinkTop, 280, 300), Palette.Solid(drink), new Finish { Bulge = 6, Alpha = look.Is("wine") ? 0.85f : 0.55f }, clip);
            art.Line(body, 2.2f, Palette.Dark(glass, 0.25f), 0.75f);
            art.Line(Shape.Ellipse(200, top, half, half * 0.16f), 2, Palette.Dark(glass, 0.18f), 0.9f);
            Glint(art, body, 200 - (half * 0.6f), top + 18, 70, 0.6f);
            if (look.Is("tumbler"))
            {
                for (var x = -3; x <= 3; x++)
                {
                    art.Line(Shape.Path(FormattableString.Invariant($"M{200 + (x * 13)} 205 L{200 + (x * 11)} 322")), 2, Vector3.One, 0.28f, clip);
                }
            }
        }
        art.Pose = pose;
    }

    public static void Pan(Artist art, Look look)
    {
        var enamel = look.Finish with { Gloss = 0.4f };
        if (look.Is("frying"))
        {
            art.Bar(Shape.Path("M262 262 L356 356"), 20, Palette.Solid(Palette.Rgb(0xA9743F)), new Finish { Bulge = 9, Texture = Textures.Grain(look.Seed) });
            art.Fill(Shape.Ellipse(178, 178, 128, 128), Palette.Solid(look.Colour), enamel with { Bulge = 10 });
            art.Fill(Shape.Ellipse(178, 178, 114, 114), Palette.Solid(Palette.Rgb(0x37383C)), new Finish { Bulge = 18, Relief = -0.9f, Gloss = 0.12f, Texture = point => 1 + (0.03f * MathF.Sin(Vector2.Distance(point, new(178, 178)) * 1.1f)) });
            art.Tint(Shape.Ellipse(140, 128, 50, 16).Turn(-40, 140, 128), Vector3.One, 0.14f, 12);
            return;
        }
        foreach (var flip in new[] { false, true })
        {
            var ear = Shape.Path("M296 226 C344 214 344 262 298 256");
            art.Bar(flip ? ear.Flip() : ear, 13, Palette.Solid(look.Colour), enamel with { Bulge = 6 });
        }
        var body = look.Is("saucepan") ? Shape.Mirrored("M200 196 L296 196 L292 316 C270 331 230 334 200 334") : Shape.Mirrored("M200 204 L304 204 C306 250 302 300 288 318 C260 332 230 334 200 334");
        art.Fill(body, look.Cloth(), enamel with { Lathe = true });
        Glint(art, body, 124, 222, 80);
        art.Fill(Shape.Path("M92 206 C110 168 290 168 308 206 C290 220 110 220 92 206 Z"), Palette.Solid(look.Colour), enamel with { Bulge = 20 });
        art.Line(Shape.Path("M93 208 C130 222 270 222 307 208"), 2.6f, Palette.Dark(look.Colour, 0.4f), 0.7f);
        art.Fill(Shape.Box(196, 160, 8, 22), Palette.Solid(Palette.Rgb(0xC9A65A)), new Finish { Gloss = 0.6f });
        art.Fill(Shape.Ellipse(200, 158, 19, 10), Palette.Solid(Palette.Rgb(0xD0AC62)), new Finish { Bulge = 7, Gloss = 0.7f });
    }

    public static void Board(Artist art, Look look)
    {
        var wood = look.Finish with { Bulge = 8 };
        var board = look.Style switch
        {
            "round" => Shape.Ellipse(200, 190, 122, 122),
            "paddle" => Shape.Path("M132 110 C132 92 150 90 180 90 C186 70 186 50 186 36 C190 24 210 24 214 36 C214 50 214 70 220 90 C250 90 268 92 268 110 L272 330 C272 350 260 354 200 354 C140 354 128 350 128 330 Z"),
            _ => Shape.Box(110, 70, 180, 260, 22),
        };
        art.Fill(board, Palette.Solid(look.Colour), wood);
        var clip = art.Cover(board);
        for (var x = 60; x < 340; x += 46)
        {
            art.Tint(Shape.Box(x, 20, 23, 350), look.Pattern == "striped" ? look.Is("round") ? Palette.Rgb(0x6B4226) : Palette.Rgb(0x8A5A34) : Palette.Dark(look.Colour, 0.1f), look.Pattern == "striped" ? 0.55f : 0.28f, 0, clip);
        }
        var hole = look.Is("paddle") ? Shape.Ellipse(200, 52, 7, 7) : look.Is("round") ? Shape.Ellipse(200, 92, 9, 9) : Shape.Box(176, 92, 48, 16, 8);
        art.Fill(hole, Palette.Solid(Palette.Dark(look.Colour, 0.62f)), new Finish { Bulge = 5, Relief = -1 });
        if (!look.Is("paddle"))
        {
            art.Line(look.Is("round") ? Shape.Ellipse(200, 190, 106, 106) : Shape.Box(124, 122, 152, 194, 14), 4, Palette.Dark(look.Colour, 0.4f), 0.45f);
        }
    }

    public static void Rim(Artist art, Look look, float x, float y, float half, Vector3 edge)
    {
        art.Fill(Shape.Ellipse(x, y, half, half * 0.20f), Palette.Solid(edge), look.Finish with { Bulge = 2 });
        art.Fill(Shape.Ellipse(x, y + 1.5f, half - 5, (half * 0.20f) - 3), point => Palette.Mix(Palette.Dark(look.Colour, 0.45f), Palette.Pale(look.Colour, 0.1f), (point.X - x + half) / (2 * half)), new Finish { Bulge = 8, Relief = -0.5f });
    }

    /// <summary>The window of the studio in a glazed surface.</summary>
    public static void Glint(Artist art, Shape body, float x, float y, float height, float strength = 0.42f) =>
        art.Tint(Shape.Path(FormattableString.Invariant($"M{x} {y} C{x - 6} {y + (height / 3)} {x - 4} {y + (height * 0.7f)} {x + 4} {y + height} L{x + 15} {y + height - 6} C{x + 6} {y + (height * 0.7f)} {x + 5} {y + (height / 3)} {x + 12} {y + 4} Z")), Vector3.One, strength, 3.5f, art.Cover(body));
}
