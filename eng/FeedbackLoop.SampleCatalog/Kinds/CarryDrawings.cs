using System.Numerics;
using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

/// <summary>Shoes, bags and small accessories.</summary>
internal static class CarryDrawings
{
    private static readonly Finish Rubber = new() { Bulge = 6, Gloss = 0.12f };
    private static readonly Finish Metal = new() { Bulge = 3, Gloss = 0.8f };

    public static void Sneakers(Artist art, Look look) => Pair(art, (artist, near) =>
    {
        var high = look.Is("high-top");
        var sole = Shape.Path("M72 300 C70 318 74 330 84 332 L320 332 C338 332 344 320 340 302 C280 306 130 304 72 300 Z");
        var white = Palette.Brightness(look.Colour) > 0.8f && look.Is("running") ? look.Second.Rgb : Palette.Rgb(0xF2EEE6);
        var top = high ? 138 : 196;
        var upper = Shape.Path($"M78 302 C70 260 80 {top + 30} 92 {top} C110 {top + 6} 134 {top + 8} 160 {top} C172 {(high ? 200 : 220)} 196 240 232 250 C282 258 326 266 338 306 C280 312 140 310 78 302 Z");
        if (near)
        {
            artist.Fill(Shape.Ellipse(127, top, 34, 10), Palette.Solid(Palette.Dark(look.Colour, 0.5f)), new Finish { Bulge = 6, Relief = -0.6f });
        }
        artist.Fill(upper, look.Cloth(0.7f), look.Finish with { Bulge = 26, Folds = 0.1f });
        var clip = artist.Cover(upper);
        artist.Fill(Shape.Path("M280 250 C330 262 344 280 344 312 L276 312 C290 296 292 270 280 250 Z"), Palette.Solid(look.Is("running") ? look.Second.Rgb : white), Rubber with { Bulge = 14 }, clip);
        artist.Fill(Shape.Path("M70 316 C66 280 72 250 84 226 L112 236 C104 262 104 290 110 316 Z"), Palette.Solid(look.Second.Rgb), Rubber with { Bulge = 10 }, clip);
        if (look.Is("running"))
        {
            artist.Fill(Shape.Path("M128 308 C150 280 176 262 214 246 L236 252 C204 272 184 290 172 310 Z"), Palette.Solid(look.Third.Rgb), Rubber with { Bulge = 4 }, clip);
        }
        artist.Dashes(Shape.Path($"M160 {top + 6} C168 240 176 270 190 296"), 1, look.Seam, 3);
        artist.Shade(Shape.Path($"M150 {top + 8} C166 232 200 256 244 262 L246 272 C196 268 160 240 144 {top + 10} Z"), 0.15f, 3, clip);
        for (var n = 0; n < (high ? 7 : 5); n++)
        {
            var (x, y) = high && n < 2 ? (158 + (n * 6f), 158f + (n * 24)) : (170 + ((n - (high ? 2 : 0)) * 15f), 216f + ((n - (high ? 2 : 0)) * 9f));
            artist.Bar(Shape.Path(FormattableString.Invariant($"M{x - 14} {y + 13} C{x - 6} {y} {x + 4} {y - 3} {x + 13} {y + 3}")), 5.4f, Palette.Solid(Palette.Rgb(0xF7F4EE)), new Finish { Bulge = 3 });
        }
        artist.Fill(sole, Palette.Solid(white), Rubber);
        artist.Line(Shape.Path("M74 316 C140 320 270 320 341 316"), 2.2f, look.Second.Rgb, 0.8f);
        artist.Line(Shape.Path("M84 331 H322"), 3, Palette.Rgb(0xA98B6B), 0.8f);
    });

    public static void Boots(Artist art, Look look) => Pair(art, (artist, _) =>
    {
        var rain = look.Is("rain");
        var shaft = rain ? 96 : 130;
        var colour = Palette.Solid(look.Colour);
        var finish = rain ? new Finish { Bulge = 24, Gloss = 0.4f, Shine = 26 } : look.Finish with { Bulge = 24 };
        var boot = Shape.Path($"M104 {shaft} C130 {shaft + 8} 168 {shaft + 8} 194 {shaft} C196 190 196 220 206 238 C226 254 290 256 318 276 C330 288 330 304 326 314 L98 314 C92 280 104 220 104 {shaft} Z");
        artist.Fill(Shape.Ellipse(149, shaft, 45, 9), Palette.Solid(Palette.Dark(look.Colour, 0.55f)), new Finish { Bulge = 6 });
        artist.Fill(boot, rain ? look.Cloth(0.8f) : colour, finish);
        var clip = artist.Cover(boot);
        if (look.Is("chelsea"))
        {
            artist.Fill(Shape.Path($"M132 {shaft - 4} L174 {shaft - 4} C172 190 168 220 156 236 C142 222 134 190 132 {shaft - 4} Z"), Palette.Solid(Palette.Dark(look.Colour, 0.35f)), new Finish { Bulge = 3, Texture = point => 0.88f + (0.18f * MathF.Sin(point.X * 1.5f)) }, clip);
            artist.Bar(Shape.Path($"M112 {shaft + 6} C108 {shaft - 22} 126 {shaft - 22} 122 {shaft + 8}"), 6, colour, finish with { Bulge = 3 });
        }
        else if (rain)
        {
            artist.Line(Shape.Path($"M104 {shaft + 14} C130 {shaft + 22} 168 {shaft + 22} 194 {shaft + 14}"), 5, Palette.Dark(look.Colour, 0.3f), 0.8f, clip);
            artist.Tint(Shape.Path("M118 130 C114 180 116 220 122 260 L132 258 C126 220 124 176 128 130 Z"), Vector3.One, 0.35f, 5, clip);
        }
        else
        {
            for (var y = shaft + 14; y < 250; y += 17)
            {
                var x = y < 215 ? 190 : 190 + ((y - 215) * 1.1f);
                artist.Bar(Shape.Path(FormattableString.Invariant($"M{x - 32} {y - 2} L{x + 4} {y + 3}")), 5, Palette.Solid(Palette.Rgb(0xE9D9B8)), new Finish { Bulge = 3 });
            }
            artist.Dashes(Shape.Path($"M150 {shaft + 8} C152 200 158 240 178 262 C220 272 250 280 262 312"), 1.2f, Palette.Pale(look.Colour, 0.4f), 4);
        }
        artist.Fill(Shape.Path("M96 308 L330 308 C334 322 332 334 326 336 L190 336 L184 326 L170 338 L100 338 C94 330 94 318 96 308 Z"), Palette.Solid(rain ? Palette.Dark(look.Colour, 0.35f) : Palette.Rgb(0x3B3230)), Rubber);
        artist.Line(Shape.Path("M98 310 H328"), 2.4f, Palette.Rgb(0xC7A36E), rain ? 0 : 0.9f);
    });

    public static void Flats(Artist art, Look look)
    {
        var pose = art.Pose;
        foreach (var left in new[] { true, false })
        {
            art.Pose = (left ? Matrix3x2.CreateScale(-1, 1, new(200, 200)) * Matrix3x2.CreateRotation(-0.08f, new(200, 200)) * Matrix3x2.CreateTranslation(-66, 0) : Matrix3x2.CreateRotation(0.06f, new(200, 200)) * Matrix3x2.CreateTranslation(66, 4)) * pose;
            var outline = Shape.Path("M196 60 C246 58 262 120 252 180 C246 220 250 250 248 290 C246 330 226 344 202 344 C176 344 162 326 160 292 C158 250 160 220 152 180 C140 110 152 62 196 60 Z");
            if (look.Is("sandals"))
            {
                art.Fill(outline, Palette.Solid(Palette.Rgb(0xC79E6E)), Textures.Of("leather", look.Seed) with { Bulge = 8 });
                art.Dashes(outline.Scale(0.9f, 0.95f, 202, 200), 1, Palette.Rgb(0x8C6238), 4);
                foreach (var strap in new[] { "M142 150 C170 128 234 128 262 150", "M148 190 C176 170 230 170 256 190", "M154 286 C180 262 226 262 252 286" })
                {
                    art.Shade(ClothingDrawings.Cord(Shape.Path(strap).Move(0, 8), 16), 0.2f, 5);
                    art.Bar(Shape.Path(strap), 20, look.Cloth(0.6f), look.Finish with { Bulge = 7 });
                }
                art.Fill(Shape.Box(238, 268, 16, 18, 3), Palette.Solid(Palette.Rgb(0xD8B25E)), Metal);
                continue;
            }
            art.Fill(outline, look.Cloth(0.6f), look.Finish with { Bulge = 20, Folds = 0 });
            var inside = Shape.Path("M202 148 C228 148 236 176 234 210 C234 250 234 290 228 314 C214 328 190 328 178 314 C170 290 170 250 170 210 C166 176 178 148 202 148 Z");
            art.Fill(inside, Palette.Solid(Palette.Rgb(0xE3CDAA)), new Finish { Bulge = 14, Relief = -0.9f });
            art.Bar(inside, 4.5f, Palette.Solid(look.Seam), new Finish { Bulge = 2 });
            if (look.Is("ballet flats"))
            {
                foreach (var loop in new[] { "M202 140 C186 122 172 132 180 146 C188 152 196 146 202 141 Z", "M202 140 C218 122 232 132 224 146 C216 152 208 146 202 141 Z" })
                {
                    art.Fill(Shape.Path(loop), Palette.Solid(look.Seam), new Finish { Bulge = 5 });
                }
            }
            else
            {
                art.Fill(Shape.Path("M160 150 C180 128 226 128 246 150 L244 170 C226 152 180 152 162 170 Z"), Palette.Solid(look.Seam), look.Finish with { Bulge = 5 });
                art.Bar(Shape.Path("M190 150 H214"), 5, Palette.Solid(Palette.Rgb(0xD8B25E)), Metal);
            }
        }
        art.Pose = pose;
    }

    public static void Tote(Artist art, Look look)
    {
        var strap = Palette.Solid(look.Is("leather-handled") ? Palette.Rgb(0xA8723F) : look.Seam);
        var leather = Textures.Of("leather", 3) with { Bulge = 5 };
        art.Bar(Shape.Path("M146 170 C146 60 254 60 254 170"), 12, Palette.Solid(Palette.Dark(look.Colour, 0.4f)), leather);
        var body = Shape.Path("M98 150 C160 156 240 156 302 150 L322 326 C280 334 120 334 78 326 Z");
        art.Fill(Shape.Ellipse(200, 152, 102, 8), Palette.Solid(Palette.Dark(look.Colour, 0.5f)), new Finish());
        art.Fill(body, look.Cloth(), look.Finish with { Bulge = 20, Folds = 0.5f });
        art.Dashes(Shape.Path("M97 166 C160 172 240 172 303 166"), 1.2f, look.Seam, 4);
        art.Bar(Shape.Path("M140 212 C140 176 138 70 200 66 C262 70 260 176 260 212"), 12, strap, leather);
        foreach (var x in new[] { 140, 260 })
        {
            art.Dashes(Shape.Box(x - 4, 172, 8, 36), 1, Palette.Rgb(0xEADBC2), 3);
        }
        if (look.Pattern == "plain")
        {
            art.Line(Shape.Path("M170 262 C180 236 196 236 200 258 C204 236 220 236 230 262"), 3, look.Third.Rgb, 0.85f);
            art.Line(Shape.Path("M200 258 V292 M200 276 C212 270 220 276 222 284 M200 282 C188 276 182 282 180 288"), 3, look.Third.Rgb, 0.85f);
        }
    }

    public static void Backpack(Artist art, Look look)
    {
        var cloth = look.Cloth(0.9f);
        var leather = Textures.Of("leather", 4) with { Bulge = 5 };
        art.Bar(Shape.Path("M176 74 C176 44 224 44 224 74"), 9, Palette.Solid(look.Seam), leather);
        art.Bar(Shape.Path("M116 130 C84 180 82 250 108 318").And(Shape.Path("M284 130 C316 180 318 250 292 318")), 14, Palette.Solid(look.Seam), look.Finish with { Bulge = 6 });
        var body = Shape.Mirrored("M200 66 C262 66 286 92 292 140 L300 300 C298 326 280 334 200 334");
        art.Fill(body, cloth, look.Finish with { Bulge = 30, Folds = 0.2f });
        if (look.Is("roll-top"))
        {
            art.Fill(Shape.Path("M106 70 C160 60 240 60 294 70 L292 108 C240 116 160 116 108 108 Z"), cloth, look.Finish with { Bulge = 18 });
            art.Bar(Shape.Path("M200 78 V190"), 13, Palette.Solid(Palette.Rgb(0xA8723F)), leather);
            art.Fill(Shape.Box(189, 160, 22, 26, 4), Palette.Solid(Palette.Rgb(0xC9B27A)), Metal);
        }
        else
        {
            art.Line(Shape.Path("M112 150 C130 96 270 96 288 150"), 5, Palette.Dark(look.Colour, 0.4f));
            art.Dashes(Shape.Path("M112 150 C130 96 270 96 288 150"), 2.6f, Palette.Rgb(0xC9C2B2), 2.4f, 1);
            art.Bar(Shape.Path("M286 152 V176"), 5, Palette.Solid(Palette.Rgb(0xA8723F)), leather);
        }
        var pocket = Shape.Mirrored("M200 204 C250 204 268 206 272 220 L274 300 C270 316 250 318 200 318");
        art.Shade(pocket.Move(0, 4), 0.22f, 6);
        art.Fill(pocket, look.Pattern == "plain" ? cloth : Palette.Solid(look.Colour), look.Finish with { Bulge = 16, Folds = 0.1f });
        art.Line(Shape.Path("M132 226 C160 220 240 220 268 226"), 4.4f, Palette.Dark(look.Colour, 0.4f));
        art.Dashes(Shape.Path("M132 226 C160 220 240 220 268 226"), 2.4f, Palette.Rgb(0xC9C2B2), 2.4f, 1);
        art.Fill(Shape.Box(184, 250, 32, 24, 3), Palette.Solid(Palette.Rgb(0xB07C48)), leather);
        art.Dashes(Shape.Box(187, 253, 26, 18, 2), 0.9f, Palette.Rgb(0xEADBC2), 2.5f);
    }

    public static void Handbag(Artist art, Look look)
    {
        var leather = look.Finish with { Bulge = 16, Gloss = 0.2f };
        var colour = look.Cloth(0.9f);
        if (look.Is("bucket"))
        {
            art.Bar(Shape.Path("M130 160 C110 40 290 40 270 160"), 9, Palette.Solid(look.Seam), leather with { Bulge = 4 });
            art.Fill(Shape.Ellipse(200, 150, 84, 22), Palette.Solid(Palette.Dark(look.Colour, 0.55f)), new Finish());
            art.Fill(Shape.Mirrored("M200 172 C246 172 274 164 284 150 L296 310 C290 334 250 336 200 336"), colour, leather with { Bulge = 34 });
            art.Bar(Shape.Path("M118 190 C160 206 240 206 282 190"), 5, Palette.Solid(look.Seam), leather with { Bulge = 2 });
            art.Bar(Shape.Path("M196 202 C190 226 196 240 190 258").And(Shape.Path("M204 202 C210 226 204 240 212 262")), 4, Palette.Solid(look.Seam), leather with { Bulge = 2 });
            return;
        }
        var crossbody = look.Is("crossbody");
        art.Bar(crossbody ? Shape.Path("M96 190 C120 10 280 10 304 190") : Shape.Path("M140 174 C136 70 264 70 260 174"), crossbody ? 7 : 12, Palette.Solid(look.Seam), leather with { Bulge = 5 });
        var body = Shape.Mirrored("M200 164 C260 164 286 166 292 180 L312 314 C308 332 280 334 200 334");
        art.Fill(body, colour, leather with { Bulge = 22 });
        var flap = look.Is("top-handle") ? Shape.Mirrored("M200 158 C260 158 290 160 296 174 C302 220 270 246 200 254") : Shape.Mirrored("M200 158 C262 158 290 162 296 178 L302 232 C280 250 240 254 200 254");
        art.Shade(flap.Move(0, 6), 0.28f, 7);
        art.Fill(flap, colour, leather with { Bulge = 13 });
        art.Dashes(flap.Scale(0.95f, 0.92f, 200, 200), 1, look.Seam, 4);
        art.Fill(Shape.Box(182, 236, 36, 28, 5), Palette.Solid(Palette.Rgb(0xD8B25E)), Metal with { Bulge = 5 });
        art.Fill(Shape.Box(194, 244, 12, 12, 6), Palette.Solid(Palette.Rgb(0x9A7A34)), Metal);
        foreach (var x in crossbody ? new[] { 98, 302 } : [140, 260])
        {
            art.Bar(Shape.Ellipse(x, crossbody ? 184 : 166, 9, 10), 4, Palette.Solid(Palette.Rgb(0xD8B25E)), Metal);
        }
    }

    public static void Umbrella(Artist art, Look look)
    {
        var wood = Textures.Of("walnut", look.Seed);
        art.Bar(Shape.Path("M200 70 V300 C200 336 244 336 244 306"), 8, Palette.Solid(Palette.Rgb(0x84593A)), wood with { Bulge = 4, Gloss = 0.3f });
        var cloth = look.Cloth(0.9f);
        string[] panels =
        [
            "M200 66 C130 74 62 130 44 214 C66 196 96 196 116 214 C126 150 160 96 200 66 Z", "M200 66 C160 96 126 150 116 214 C142 196 172 196 200 214 L200 66 Z",
            "M200 66 L200 214 C228 196 258 196 284 214 C274 150 240 96 200 66 Z", "M200 66 C240 96 274 150 284 214 C304 196 334 196 356 214 C338 130 270 74 200 66 Z",
        ];
        for (var n = 0; n < panels.Length; n++)
        {
            var paint = look.Is("two-tone") && n % 2 == 1 ? Palette.Solid(look.Second.Rgb) : cloth;
            art.Fill(Shape.Path(panels[n]), paint, look.Finish with { Bulge = 26, Folds = 0.1f });
        }
        art.Bar(Shape.Path("M200 50 V68"), 6, Palette.Solid(Palette.Rgb(0x84593A)), wood with { Bulge = 3 });
    }

    public static void Sunglasses(Artist art, Look look)
    {
        var frame = new Finish { Bulge = 5, Gloss = 0.5f, Shine = 22 };
        var tortoise = look.Pattern == "tortoiseshell";
        Paint paint = tortoise
            ? point => Palette.Mix(Palette.Mix(Palette.Rgb(0xA8682F), look.Colour, 0.45f), Palette.Rgb(0x2D1A10), 0.5f + (1.6f * Noise.Fractal(point.X * 0.05f, point.Y * 0.05f, look.Seed)))
            : Palette.Solid(look.Colour);
        art.Bar(Shape.Path("M74 168 C60 150 100 110 150 104").And(Shape.Path("M326 168 C340 150 300 110 250 104")), 7, paint, frame);
        foreach (var flip in new[] { false, true })
        {
            var lens = look.Style switch
            {
                "round" => Shape.Ellipse(270, 206, 56, 56),
                "cat-eye" => Shape.Path("M214 186 C236 162 306 152 338 158 C338 196 322 246 274 248 C234 248 216 222 214 186 Z"),
                "aviator" => Shape.Path("M214 178 C240 166 304 166 328 178 C334 222 306 262 276 262 C240 260 216 222 214 178 Z"),
                _ => Shape.Path("M214 172 C240 164 306 164 332 172 C334 216 322 248 272 248 C230 248 214 216 214 172 Z"),
            };
            lens = flip ? lens.Flip() : lens;
            var tint = tortoise ? Palette.Rgb(0x5A3B22) : Palette.Mix(look.Second.Rgb, new(0.16f, 0.17f, 0.2f), 0.75f);
            art.Fill(lens, point => Palette.Mix(tint, Palette.Pale(tint, 0.55f), (point.Y - 160) / 130), new Finish { Bulge = 4, Alpha = 0.88f });
            var clip = art.Cover(lens);
            art.Tint(Shape.Path("M236 150 L262 150 L236 270 L210 270 Z").Move(flip ? -120 : 10, 0), Vector3.One, 0.24f, 3, clip);
            art.Bar(lens, look.Is("aviator") ? 5 : 10, paint, frame with { Gloss = look.Is("aviator") ? 0.9f : 0.5f });
        }
        art.Bar(Shape.Path("M184 186 C192 176 208 176 216 186"), look.Is("aviator") ? 5 : 9, paint, frame with { Gloss = look.Is("aviator") ? 0.9f : 0.5f });
    }

    public static void Watch(Artist art, Look look)
    {
        var strap = Shape.Path("M168 20 L232 20 L236 150 L164 150 Z").And(Shape.Path("M164 250 L236 250 L228 380 L172 380 Z"));
        art.Fill(strap, look.Cloth(0.5f), look.Finish with { Bulge = 9, Folds = 0 });
        art.Dashes(Shape.Path("M173 24 L170 146 M227 24 L230 146 M170 254 L177 376 M230 254 L223 376"), 1.2f, Palette.Pale(look.Colour, 0.45f), 4);
        for (var y = 300; y < 370; y += 20)
        {
            art.Tint(Shape.Ellipse(200, y, 3.4f, 2.6f), Palette.Dark(look.Colour, 0.6f), 0.9f);
        }
        var metal = Palette.Solid(look.Third.Name is "Mustard" or "Yellow" or "Terracotta" or "Coral" ? Palette.Rgb(0xD6AE62) : Palette.Rgb(0xC6C9CD));
        art.Fill(Shape.Box(284, 192, 12, 17, 3), metal, Metal);
        Shape Case(float inset) => look.Is("square") ? Shape.Box(118 + inset, 118 + inset, 164 - (2 * inset), 164 - (2 * inset), 28 - (inset * 0.6f)) : Shape.Ellipse(200, 200, 88 - inset, 88 - inset);
        art.Fill(Case(0), metal, Metal with { Bulge = 11 });
        var dial = Palette.Brightness(look.Second.Rgb) > 0.5f ? Palette.Pale(look.Second.Rgb, 0.5f) : look.Second.Rgb;
        art.Fill(Case(13), Palette.Solid(dial), new Finish { Bulge = 3, Relief = -0.6f });
        var ink = Palette.Brightness(dial) > 0.5f ? Palette.Rgb(0x2F3238) : Palette.Rgb(0xF1EEE6);
        for (var hour = 0; hour < 12; hour++)
        {
            art.Line(Shape.Path("M200 136 V" + (hour % 3 == 0 ? 148 : 142)).Turn(hour * 30, 200, 200), hour % 3 == 0 ? 3.6f : 2, ink);
        }
        art.Line(Shape.Path("M200 206 V162").Turn(-58, 200, 200), 5, ink);
        art.Line(Shape.Path("M200 210 V146").Turn(62, 200, 200), 3.6f, ink);
        art.Line(Shape.Path("M200 216 V142").Turn(190, 200, 200), 1.4f, look.Third.Rgb);
        art.Fill(Shape.Ellipse(200, 200, 5, 5), Palette.Solid(look.Third.Rgb), Metal);
        art.Tint(Shape.Path("M140 150 L196 126 L160 262 L126 240 Z"), Vector3.One, 0.10f, 8, art.Cover(Case(14)));
    }

    /// <summary>Two of the same, the further one behind and a little to the left.</summary>
    private static void Pair(Artist art, Action<Artist, bool> draw)
    {
        var pose = art.Pose;
        art.Pose = Matrix3x2.CreateScale(0.92f, 0.92f, new(200, 330)) * Matrix3x2.CreateTranslation(30, -14) * pose;
        draw(art, false);
        art.Shade(Shape.Box(0, 0, 400, 400), 0.14f, 0);
        art.Pose = Matrix3x2.CreateTranslation(-12, 0) * pose;
        draw(art, true);
        art.Pose = pose;
    }
}
