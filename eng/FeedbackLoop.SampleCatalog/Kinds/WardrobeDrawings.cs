using System.Numerics;
using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

/// <summary>Dresses, skirts, trousers and what is worn with them.</summary>
internal static class WardrobeDrawings
{
    public static void Dress(Artist art, Look look)
    {
        var cloth = look.Cloth(0.72f);
        var finish = look.Finish;
        var hem = look.Is("maxi") ? 362 : look.Is("wrap") ? 332 : 318;
        var width = look.Is("shift") ? 250 : 276;
        if (look.Is("strappy"))
        {
            art.Bar(Shape.Path("M170 58 L172 110").And(Shape.Path("M230 58 L228 110")), 5, cloth, finish with { Bulge = 3 });
        }
        else
        {
            var sleeve = look.Is("maxi")
                ? Shape.Path("M236 62 C262 70 276 92 282 126 C288 160 292 190 294 214 C284 220 270 221 262 218 C258 180 252 150 244 120 Z")
                : Shape.Path("M236 62 C258 68 272 84 282 108 L292 138 C282 146 268 150 256 150 L242 118 Z");
            art.Fill(sleeve, cloth, finish);
            art.Fill(sleeve.Flip(), cloth, finish);
        }
        var skirtFinish = finish with { Folds = 0.75f, FoldScale = new(0.034f, 0.004f) };
        var waist = look.Is("shift") ? 250f : 236f;
        var skirt = Shape.Mirrored($"M200 178 L{waist} 178 C{waist + 12} 230 {width - 4} 280 {width} {hem - 8} C250 {hem + 6} 225 {hem + 2} 200 {hem + 3}");
        art.Fill(skirt, cloth, skirtFinish);
        var top = look.Is("strappy")
            ? Shape.Mirrored("M200 112 C214 110 226 106 232 100 C238 116 240 150 237 184 C225 188 212 189 200 189")
            : Shape.Mirrored($"M200 70 L234 60 C246 66 250 90 248 118 C246 150 240 165 {waist + 1} 184 C225 188 212 189 200 189");
        art.Fill(top, cloth, finish);
        if (!look.Is("strappy"))
        {
            ClothingDrawings.NeckOpening(art, look, look.Is("wrap") ? Shape.Mirrored("M200 52 L226 58 C222 92 212 116 200 132") : Shape.Mirrored("M200 50 L230 58 C228 78 216 90 200 91"), ribbed: false);
        }
        if (look.Is("wrap"))
        {
            var edge = Shape.Path("M228 60 C222 104 202 142 162 184");
            art.Shade(ClothingDrawings.Cord(edge.Move(3, 4), 4), 0.22f, 3);
            art.Line(edge, 2, look.Seam, 0.8f);
            art.Bar(Shape.Path("M160 182 C180 188 220 188 240 182"), 10, Palette.Solid(Palette.Dark(look.Colour, 0.12f)), finish with { Bulge = 4, Folds = 0 });
            art.Bar(Shape.Path("M166 184 C158 210 162 230 156 252"), 6, Palette.Solid(Palette.Dark(look.Colour, 0.12f)), finish with { Bulge = 3 });
        }
        else
        {
            art.Shade(Shape.Box(160, 181, 80, 4), 0.25f, 3);
            art.Dashes(Shape.Path("M162 182 C180 188 220 188 238 182"), 1, look.Seam, 3);
        }
        art.Dashes(Shape.Path($"M{400 - width + 6} {hem - 14} C150 {hem - 2} 250 {hem - 2} {width - 6} {hem - 14}"), 1, look.Seam, 4, 0.6f);
    }

    public static void Skirt(Artist art, Look look)
    {
        var cloth = look.Cloth(0.85f);
        var pleats = look.Is("pleated");
        var hem = look.Is("mini") ? 290 : 335;
        var width = look.Is("pencil") ? 262 : look.Is("mini") ? 284 : 306;
        var skirt = Shape.Mirrored($"M200 92 L248 92 C258 150 {width - 14} 230 {width} {hem - 8} C262 {hem + 8} 230 {hem + 3} 200 {hem + 4}");
        art.Fill(skirt, cloth, look.Finish with { Folds = pleats ? 0.2f : 0.6f, FoldScale = new(0.03f, 0.004f) });
        if (pleats)
        {
            var clip = art.Cover(skirt);
            for (var n = -6; n <= 6; n++)
            {
                var (from, to) = (200 + (n * 7.4f), 200 + (n * (width - 200) / 6.5f));
                art.Shade(Shape.Path(FormattableString.Invariant($"M{from} 100 L{to} {hem + 8} L{to + 10} {hem + 8} L{from + 2} 100 Z")), 0.22f, 3, clip);
                art.Line(Shape.Path(FormattableString.Invariant($"M{from} 100 L{to} {hem + 8}")), 1.4f, look.Seam, 0.6f, clip);
            }
        }
        art.Fill(Shape.Mirrored("M200 76 C220 76 236 75 246 72 L250 98 C236 102 218 104 200 104"), cloth, look.Finish with { Bulge = 7, Folds = 0 });
        art.Dashes(Shape.Path("M151 98 C170 103 230 103 249 98"), 1, look.Seam, 3);
        if (look.Is("buttoned"))
        {
            art.Line(Shape.Path($"M200 104 V{hem + 3}"), 1.3f, look.Seam, 0.8f);
            for (var y = 90; y < hem; y += 33)
            {
                art.Fill(Shape.Ellipse(205, y, 5, 5), Palette.Solid(Palette.Rgb(0x8A6444)), new Finish { Bulge = 3, Gloss = 0.4f });
            }
        }
    }

    public static void Trousers(Artist art, Look look)
    {
        var denim = look.Material == "denim";
        var shorts = look.Is("shorts") || look.Is("chino shorts") || look.Is("swim shorts");
        var wide = look.Is("wide-leg");
        var slim = look.Is("slim");
        var end = shorts ? 252 : 362;
        var (outer, inner) = shorts ? (280, 208) : wide ? (292, 206) : slim ? (252, 212) : (264, 208);
        var leg = Shape.Path($"M198 56 L252 54 C262 100 {Math.Max(264, outer - 8)} 150 {(shorts ? outer - 2 : Math.Max(262, outer - 6))} 200 L{outer} {end} C{outer - 20} {end + 6} {inner + 16} {end + 6} {inner} {end + 2} L202 158 Z");
        var cloth = look.Cloth(0.8f);
        var finish = look.Finish with { FoldScale = new(0.03f, 0.006f) };
        foreach (var side in new[] { leg.Flip(), leg })
        {
            art.Fill(side, cloth, finish);
            if (denim)
            {
                var clip = art.Cover(side);
                var middle = side == leg ? 236 : 164;
                art.Shade(Shape.Ellipse(middle, 170, 16, 70), 0.16f, 20, clip, tone: 1);
            }
        }
        var thread = denim ? Palette.Rgb(0xD8A75C) : look.Seam;
        art.Line(Shape.Path("M200 60 V160"), 1.6f, look.Seam, 0.9f);
        art.Dashes(Shape.Path("M204 78 C206 100 208 118 202 128"), 1, thread, 3);
        foreach (var pocket in new[] { Shape.Path("M226 76 C228 96 242 106 257 106"), Shape.Path("M226 76 C228 96 242 106 257 106").Flip() })
        {
            art.Line(pocket, 1.8f, look.Seam, 0.8f);
            art.Dashes(pocket.Move(0, 3), 1, thread, 3);
        }
        art.Fill(Shape.Path("M147 42 C170 47 230 47 253 42 L255 68 C230 73 170 73 145 68 Z"), cloth, finish with { Bulge = 6, Folds = 0 });
        art.Dashes(Shape.Path("M146 65 C170 70 230 70 254 65"), 1, thread, 3);
        foreach (var x in new[] { 160, 234 })
        {
            art.Fill(Shape.Box(x, 42, 6, 32, 1), cloth, finish with { Bulge = 2, Folds = 0 });
        }
        if (look.Is("swim shorts") || look.Is("joggers"))
        {
            art.Bar(Shape.Path("M196 66 C188 84 192 100 186 116").And(Shape.Path("M204 66 C212 84 208 100 215 112")), 3, Palette.Solid(Palette.Rgb(0xF2EEE6)), new Finish { Bulge = 2 });
        }
        else
        {
            art.Fill(Shape.Ellipse(200, 57, 5, 5), Palette.Solid(denim ? Palette.Rgb(0xB98A4C) : Palette.Rgb(0xE8DFD0)), new Finish { Bulge = 3, Gloss = 0.6f });
        }
        art.Dashes(Shape.Path($"M{inner} {end - 8} L{outer} {end - 10}").And(Shape.Path($"M{inner} {end - 8} L{outer} {end - 10}").Flip()), 1, thread, 3);
        if (look.Is("joggers"))
        {
            var cuff = Shape.Path($"M{inner} {end - 16} L{outer} {end - 18} L{outer - 6} {end + 8} L{inner + 6} {end + 8} Z");
            ClothingDrawings.Rib(art, look, cuff, inner, outer, end - 20, end + 10);
            ClothingDrawings.Rib(art, look, cuff.Flip(), 400 - outer, 400 - inner, end - 20, end + 10);
        }
    }

    public static void Socks(Artist art, Look look)
    {
        var ankle = look.Is("ankle");
        var pose = art.Pose;
        foreach (var second in new[] { true, false })
        {
            art.Pose = (second ? Matrix3x2.CreateRotation(-0.16f, new(200, 200)) * Matrix3x2.CreateTranslation(-62, 4) : Matrix3x2.CreateTranslation(34, 6)) * pose;
            var top = ankle ? 150 : 62;
            var sock = Shape.Path($"M150 {top} C170 {top + 5} 200 {top + 5} 220 {top} C219 140 216 190 222 220 C240 250 274 276 290 296 C300 322 280 340 256 334 C222 322 190 300 166 276 C148 258 150 232 152 200 Z");
            art.Fill(sock, look.Cloth(0.62f), look.Finish with { Bulge = 20, Folds = 0.3f });
            var clip = art.Cover(sock);
            var solid = Palette.Solid(look.Pattern == "plain" ? look.Seam : look.Second.Rgb);
            art.Fill(Shape.Path("M262 262 C300 280 310 310 296 345 L240 345 C262 320 268 290 262 262 Z"), solid, look.Finish with { Bulge = 16 }, clip);
            art.Fill(Shape.Path("M146 232 C168 236 188 256 186 296 L130 300 Z"), solid, look.Finish with { Bulge = 16 }, clip);
            for (var x = 150; x < 224; x += 5)
            {
                art.Line(Shape.Path($"M{x} {top - 4} V{top + 34}"), 1.6f, look.Seam, 0.4f, clip);
            }
            art.Shade(Shape.Path($"M144 {top + 37} C170 {top + 42} 200 {top + 42} 226 {top + 37} V{top + 40} C200 {top + 45} 170 {top + 45} 144 {top + 40} Z"), 0.2f, 2, clip);
        }
        art.Pose = pose;
    }

    public static void Scarf(Artist art, Look look)
    {
        var cloth = look.Cloth(0.8f);
        var finish = look.Finish with { Bulge = 16, Folds = 0.5f, FoldScale = new(0.05f, 0.008f) };
        if (look.Is("square"))
        {
            foreach (var (turn, lift) in new[] { (8f, 0), (0f, -6) })
            {
                var sheet = Shape.Smooth(96, 104, 200, 98, 304, 102, 308, 200, 300, 300, 200, 306, 98, 298, 92, 200).Turn(turn, 200, 200).Move(0, lift);
                art.Shade(sheet.Move(3, 6), 0.2f, 6);
                art.Fill(sheet, cloth, finish with { Bulge = 7 });
                art.Line(sheet, 5, look.Second.Rgb, 0.8f);
            }
            return;
        }
        foreach (var (path, fringe) in new[] { ("M222 150 C250 190 262 250 262 316 L206 322 C206 260 200 210 180 168 Z", 320), ("M178 150 C150 196 136 240 132 290 L186 296 C190 250 200 210 222 170 Z", 292) })
        {
            art.Shade(Shape.Path(path).Move(4, 5), 0.2f, 7);
            var left = path.StartsWith("M178", StringComparison.Ordinal) ? 134 : 208;
            for (var x = left; x < left + 52; x += 5)
            {
                art.Bar(Shape.Path($"M{x} {fringe - 4} C{x + 2} {fringe + 8} {x - 2} {fringe + 14} {x + 1} {fringe + 26}"), 3.4f, Palette.Solid(x % 2 == 0 ? look.Colour : look.Seam), new Finish { Bulge = 2 });
            }
            art.Fill(Shape.Path(path), cloth, finish);
        }
        var loop = Shape.Smooth(200, 64, 264, 78, 286, 118, 262, 160, 200, 182, 138, 160, 114, 118, 136, 78);
        art.Fill(loop, cloth, finish with { Bulge = 26, FoldScale = new(0.02f, 0.06f), Folds = 0.8f });
        art.Fill(Shape.Smooth(200, 84, 238, 92, 246, 114, 230, 130, 200, 136, 170, 130, 154, 114, 162, 92), Palette.Solid(Palette.Dark(look.Colour, 0.5f)), new Finish { Bulge = 16, Relief = -0.8f });
        art.Fill(Shape.Path("M124 128 C150 164 250 166 276 126 C282 150 262 180 200 186 C140 182 118 150 124 128 Z"), cloth, finish with { Bulge = 14 });
    }

    public static void Beanie(Artist art, Look look)
    {
        var cloth = look.Cloth(0.8f);
        var crown = Shape.Mirrored("M200 88 C266 90 300 150 302 246 L200 250");
        if (look.Is("bobble"))
        {
            var bobble = Shape.Ellipse(200, 78, 36, 35);
            for (var n = 0; n < 40; n++)
            {
                var angle = n * MathF.Tau / 40;
                art.Line(Shape.Path(FormattableString.Invariant($"M200 78 L{200 + (40 * MathF.Cos(angle)):0.0} {78 + (39 * MathF.Sin(angle)):0.0}")), 5, look.Second.Rgb, 0.9f);
            }
            art.Fill(bobble, Palette.Solid(look.Second.Rgb), Textures.Of("teddy fleece", look.Seed));
        }
        art.Fill(crown, cloth, look.Finish with { Bulge = 40 });
        var clip = art.Cover(crown);
        foreach (var x in new[] { 130f, 165f, 200f, 235f, 270f })
        {
            art.Shade(Shape.Path(FormattableString.Invariant($"M200 92 C{x} 120 {x + ((x - 200) * 0.35f)} 190 {x + ((x - 200) * 0.4f)} 250 L{x + ((x - 200) * 0.4f) + 3} 250 C{x + ((x - 200) * 0.35f) + 3} 190 {x + 4} 120 200 92 Z")), 0.22f, 3, clip);
        }
        var cuff = Shape.Path("M94 238 C130 252 270 252 306 238 C312 262 312 286 306 304 C270 318 130 318 94 304 C88 286 88 262 94 238 Z");
        art.Shade(cuff.Move(0, -4), 0.2f, 5);
        ClothingDrawings.Rib(art, look, cuff, 90, 312, 236, 320);
        art.Fill(Shape.Box(226, 268, 34, 20, 2), Palette.Solid(Palette.Rgb(0xC79A62)), Textures.Of("leather", look.Seed) with { Bulge = 2 });
    }

    public static void Cap(Artist art, Look look)
    {
        var cloth = look.Cloth(0.8f);
        var peak = look.Is("bucket hat")
            ? Shape.Path("M72 236 C110 214 290 214 328 236 C346 268 352 290 348 304 C300 330 100 330 52 304 C48 290 54 268 72 236 Z")
            : Shape.Path("M118 230 C170 206 260 208 306 232 C352 262 372 284 366 296 C340 300 300 282 236 276 C190 272 150 276 122 266 Z");
        var crown = look.Is("bucket hat")
            ? Shape.Path("M106 122 C140 108 260 108 294 122 L326 240 C280 256 120 256 74 240 Z")
            : Shape.Path("M98 250 C88 150 140 98 212 98 C284 100 322 160 314 242 C260 226 160 226 98 250 Z");
        if (look.Is("bucket hat"))
        {
            art.Fill(crown, cloth, look.Finish with { Bulge = 26 });
            art.Fill(peak, cloth, look.Finish with { Bulge = 18 });
            for (var ring = 0; ring < 5; ring++)
            {
                art.Dashes(Shape.Path($"M{66 - (ring * 3)} {250 + (ring * 11)} C110 {232 + (ring * 15)} 290 {232 + (ring * 15)} {334 + (ring * 3)} {250 + (ring * 11)}"), 1, look.Seam, 4, 0.6f);
            }
            return;
        }
        art.Fill(peak, cloth, look.Finish with { Bulge = 10 });
        for (var ring = 1; ring < 4; ring++)
        {
            art.Dashes(peak.Scale(1 - (ring * 0.10f), 1 - (ring * 0.12f), 240, 244), 0.9f, look.Seam, 4, 0.5f);
        }
        art.Shade(Shape.Path("M112 246 C170 224 260 224 318 244 L320 256 C260 238 170 238 112 258 Z"), 0.3f, 5);
        art.Fill(crown, cloth, look.Finish with { Bulge = 36 });
        var clip = art.Cover(crown);
        foreach (var seam in new[] { "M212 98 C160 130 142 190 142 240", "M212 98 C226 140 230 190 228 232", "M212 98 C270 120 292 180 294 236" })
        {
            art.Line(Shape.Path(seam), 1.4f, look.Seam, 0.9f, clip);
            art.Dashes(Shape.Path(seam).Move(4, 0), 0.8f, look.Seam, 3, 0.6f);
        }
        art.Fill(Shape.Ellipse(212, 98, 9, 5), cloth, look.Finish with { Bulge = 4 });
        foreach (var x in new[] { 182, 260 })
        {
            art.Tint(Shape.Ellipse(x, 150, 3, 3.4f), Palette.Dark(look.Colour, 0.6f), 0.8f);
        }
        art.Fill(Shape.Box(168, 180, 40, 26, 4), Palette.Solid(look.Second.Rgb), new Finish { Bulge = 3, Texture = Textures.Of("wool felt", look.Seed).Texture });
    }

    public static void Gloves(Artist art, Look look)
    {
        var pose = art.Pose;
        foreach (var second in new[] { true, false })
        {
            art.Pose = (second ? Matrix3x2.CreateRotation(-0.25f, new(200, 200)) * Matrix3x2.CreateTranslation(-66, 0) : Matrix3x2.CreateScale(-1, 1, new(200, 200)) * Matrix3x2.CreateRotation(0.2f, new(200, 200)) * Matrix3x2.CreateTranslation(62, 10)) * pose;
            var mitten = Shape.Path("M150 276 C144 220 138 170 150 124 C164 84 226 80 242 122 C250 150 248 190 246 214 C262 196 280 178 296 188 C308 202 288 236 262 262 L254 280 Z");
            art.Fill(mitten, look.Cloth(0.6f), look.Finish with { Bulge = 24 });
            art.Shade(Shape.Path("M244 190 C240 214 242 230 250 250 L256 244 C248 228 246 214 248 192 Z"), 0.25f, 4);
            var cuff = Shape.Path("M144 268 C180 276 224 278 260 272 L256 340 C220 346 180 344 150 338 Z");
            ClothingDrawings.Rib(art, look, cuff, 140, 264, 264, 346);
        }
        art.Pose = pose;
    }
}
