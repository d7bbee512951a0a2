using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog.Kinds;

internal static class ClothingDrawings
{
    public static void TShirt(Artist art, Look look)
    {
        var cloth = look.Cloth(0.8f);
        var longSleeve = look.Is("long-sleeve");
        var body = Shape.Mirrored("M200 88 L238 82 C262 88 276 96 284 112 L288 200 C288 250 292 290 290 326 C262 334 230 335 200 335");
        var sleeve = longSleeve
            ? Shape.Path("M258 88 C282 94 300 106 308 132 C322 190 330 240 336 300 C328 306 316 308 308 306 C300 250 290 200 278 150 Z")
            : Shape.Path("M256 88 C286 96 304 110 316 134 L344 184 C334 196 318 204 302 208 L278 160 Z");
        Neck(art, look, 24);
        foreach (var side in new[] { sleeve, sleeve.Flip() })
        {
            art.Fill(side, cloth, look.Finish);
        }
        art.Fill(body, cloth, look.Finish);
        var cuff = longSleeve ? Shape.Path("M310 298 C318 300 328 298 335 293") : Shape.Path("M299 201 C314 198 330 190 340 177");
        foreach (var seam in new[] { cuff, cuff.Flip(), Shape.Path("M111 320 C160 328 240 328 289 320") })
        {
            art.Dashes(seam, 1.1f, look.Seam, 4, 0.7f);
        }
        foreach (var armhole in new[] { Shape.Path("M262 92 C272 110 280 134 284 168"), Shape.Path("M262 92 C272 110 280 134 284 168").Flip() })
        {
            art.Line(armhole, 1.6f, look.Seam, 0.55f);
            art.Shade(armhole, 0.10f, 5);
        }
        var opening = look.Is("V-neck") ? Shape.Mirrored("M200 80 L232 80 C226 104 214 126 200 146") : Shape.Mirrored("M200 78 L236 80 C232 106 218 120 200 121");
        NeckOpening(art, look, opening);
        if (look.Is("pocket"))
        {
            var pocket = Shape.Path("M222 152 L262 150 L262 186 L242 197 L222 188 Z");
            art.Fill(pocket, cloth, look.Finish with { Bulge = 3, Folds = 0 });
            art.Dashes(pocket, 1, look.Seam, 4);
        }
    }

    public static void Shirt(Artist art, Look look)
    {
        var cloth = look.Cloth(0.75f);
        var shortSleeve = look.Is("short-sleeve");
        var body = Shape.Mirrored("M200 86 L240 80 C264 88 280 98 288 116 L290 210 C290 260 294 300 292 326 C284 344 262 346 246 338 C230 332 214 336 200 338");
        var sleeve = shortSleeve
            ? Shape.Path("M258 86 C288 96 306 110 318 136 L342 196 C330 206 314 212 298 214 L276 160 Z")
            : Shape.Path("M258 86 C286 94 304 108 312 136 C324 190 334 246 338 306 C328 312 314 314 304 311 C298 250 290 205 276 156 Z");
        Neck(art, look, 26);
        foreach (var side in new[] { sleeve, sleeve.Flip() })
        {
            art.Fill(side, cloth, look.Finish);
        }
        art.Fill(body, cloth, look.Finish);
        if (!shortSleeve)
        {
            var cuff = Shape.Path("M303 290 L337 286 L339 312 L305 315 Z");
            foreach (var side in new[] { cuff, cuff.Flip() })
            {
                art.Fill(side, cloth, look.Finish with { Bulge = 5, Folds = 0 });
                art.Dashes(side, 0.9f, look.Seam, 3);
            }
        }
        NeckOpening(art, look, Shape.Mirrored("M200 74 L230 80 C226 96 214 110 200 118"), ribbed: false);
        art.Shade(Shape.Box(206, 120, 5, 214), 0.16f, 3);
        art.Fill(Shape.Box(190, 112, 20, 226), cloth, look.Finish with { Bulge = 3, Folds = 0 });
        art.Dashes(Shape.Path("M193 116 V334 M207 116 V334"), 0.8f, look.Seam, 3, 0.6f);
        var collar = look.Is("band-collar")
            ? Shape.Path("M200 112 C216 106 228 94 233 78 L241 84 C238 104 222 120 202 124 Z")
            : Shape.Path("M200 112 C214 104 226 92 231 75 L248 90 L238 132 Z");
        art.Shade(collar.And(collar.Flip()).Move(2, 5), 0.16f, 5);
        foreach (var side in new[] { collar, collar.Flip() })
        {
            art.Fill(side, cloth, look.Finish with { Bulge = 5, Folds = 0 });
            art.Dashes(side, 0.8f, look.Seam, 3, 0.5f);
        }
        var button = Palette.Brightness(look.Colour) > 0.7f ? Palette.Rgb(0xB9AFA0) : Palette.Rgb(0xF1ECE2);
        for (var y = 134; y < 330; y += 34)
        {
            art.Fill(Shape.Ellipse(200, y, 3.6f, 3.6f), Palette.Solid(button), new Finish { Bulge = 2, Gloss = 0.3f });
            art.Tint(Shape.Ellipse(200, y, 1f, 1f), Palette.Dark(button, 0.6f), 0.8f);
        }
        if (!look.Is("band-collar"))
        {
            var pocket = Shape.Path("M226 160 L266 158 L266 196 L246 206 L226 198 Z");
            art.Fill(pocket, cloth, look.Finish with { Bulge = 2.5f, Folds = 0 });
            art.Dashes(pocket, 0.9f, look.Seam, 3, 0.7f);
        }
    }

    public static void Sweater(Artist art, Look look)
    {
        var cloth = look.Cloth(0.85f);
        var finish = look.Finish;
        var rollNeck = look.Is("roll-neck");
        var body = Shape.Mirrored("M200 92 L240 86 C264 92 280 104 288 122 C292 180 292 240 292 308 C264 314 230 315 200 315");
        var sleeve = Shape.Path("M254 90 C286 96 308 112 318 142 C332 200 340 250 344 304 C334 312 316 314 304 310 C298 250 288 200 270 160 Z");
        foreach (var side in new[] { sleeve, sleeve.Flip() })
        {
            art.Fill(side, cloth, finish);
            art.Shade(side.Move(side == sleeve ? -12 : 12, 0), 0.05f, 9);
        }
        Neck(art, look, 24);
        art.Fill(body, cloth, finish);
        foreach (var armhole in new[] { Shape.Path("M258 92 C272 112 282 138 286 176"), Shape.Path("M258 92 C272 112 282 138 286 176").Flip() })
        {
            art.Shade(Cord(armhole, 3), 0.16f, 4);
        }
        Rib(art, look, Shape.Mirrored("M200 308 C235 308 265 307 293 302 L290 330 C262 335 230 336 200 336"), 110, 290, 302, 336);
        var cuff = Shape.Path("M303 298 C318 300 332 298 344 292 L344 320 C334 326 318 328 308 325 Z");
        Rib(art, look, cuff, 300, 348, 290, 330);
        Rib(art, look, cuff.Flip(), 52, 100, 290, 330);
        if (rollNeck)
        {
            Rib(art, look, Shape.Mirrored("M200 60 C216 60 230 62 236 66 C240 80 242 92 240 104 C230 114 216 117 200 117"), 160, 240, 58, 118);
            art.Shade(Shape.Ellipse(200, 119, 36, 5), 0.2f, 4);
        }
        else if (look.Is("cardigan"))
        {
            NeckOpening(art, look, Shape.Mirrored("M200 78 L232 82 C226 130 214 160 200 182"));
            Rib(art, look, Shape.Box(190, 178, 20, 156), 190, 210, 178, 334);
            for (var y = 194; y < 330; y += 32)
            {
                art.Fill(Shape.Ellipse(200, y, 5.4f, 5.4f), Palette.Solid(Palette.Rgb(0x6B4A34)), new Finish { Bulge = 2.5f, Gloss = 0.4f });
                art.Tint(Shape.Ellipse(198.6f, y, 0.9f, 0.9f).And(Shape.Ellipse(201.6f, y, 0.9f, 0.9f)), default, 0.6f);
            }
        }
        else
        {
            NeckOpening(art, look, Shape.Mirrored("M200 78 L236 82 C232 108 218 121 200 122"));
        }
        if (look.Is("cable-knit"))
        {
            foreach (var x in new[] { 150, 200, 250 })
            {
                for (var y = 138; y < 300; y += 22)
                {
                    art.Bar(Shape.Path($"M{x - 8} {y} C{x - 8} {y + 12} {x + 8} {y + 10} {x + 8} {y + 24}"), 7, cloth, finish with { Bulge = 5, Folds = 0 });
                    art.Bar(Shape.Path($"M{x + 8} {y} C{x + 8} {y + 8} {x + 4} {y + 11} {x + 2} {y + 12}"), 7, cloth, finish with { Bulge = 5, Folds = 0 });
                }
            }
        }
    }

    public static void Hoodie(Artist art, Look look)
    {
        var cloth = look.Cloth(0.85f);
        var finish = look.Finish with { Bulge = 18 };
        var sleeve = Shape.Path("M256 100 C286 104 308 120 318 150 C332 206 338 250 342 300 C332 308 316 310 304 306 C298 250 290 210 272 168 Z");
        foreach (var side in new[] { sleeve, sleeve.Flip() })
        {
            art.Fill(side, cloth, finish);
        }
        art.Fill(Shape.Mirrored("M200 50 C236 50 258 74 262 104 C254 124 230 136 200 138"), cloth, finish);
        art.Fill(Shape.Mirrored("M200 100 L246 94 C268 100 282 112 290 128 L294 306 C264 312 230 313 200 313"), cloth, finish);
        var inside = Shape.Mirrored("M200 68 C224 68 238 86 240 108 C232 124 216 136 200 140");
        art.Fill(inside, Palette.Solid(Palette.Dark(look.Colour, 0.42f)), new Finish { Bulge = 26, Relief = -0.8f });
        art.Fill(Shape.Path("M160 96 C150 116 164 138 200 152 C236 138 250 116 240 96 C238 118 222 132 200 138 C178 132 162 118 160 96 Z"), cloth, finish with { Bulge = 7 });
        Rib(art, look, Shape.Mirrored("M200 306 C235 306 265 305 294 300 L291 328 C262 333 230 334 200 334"), 108, 292, 300, 334);
        var cuff = Shape.Path("M303 294 C318 297 332 295 343 289 L343 316 C334 322 318 324 308 321 Z");
        Rib(art, look, cuff, 300, 348, 288, 326);
        Rib(art, look, cuff.Flip(), 52, 100, 288, 326);
        var pocket = Shape.Mirrored("M200 228 L238 228 L262 268 L262 300 L200 301");
        art.Shade(pocket.Move(0, 2), 0.16f, 4);
        art.Fill(pocket, cloth, finish with { Bulge = 6, Folds = 0.2f });
        art.Dashes(pocket, 1, look.Seam, 4, 0.6f);
        var cord = Palette.Brightness(look.Colour) > 0.6f ? Palette.Dark(look.Colour, 0.2f) : Palette.Rgb(0xEDE9E2);
        if (look.Is("zip-up"))
        {
            art.Line(Shape.Path("M200 148 V330"), 5, Palette.Dark(look.Colour, 0.45f));
            art.Dashes(Shape.Path("M200 150 V330"), 3, Palette.Rgb(0xC9CBCE), 2, 1);
            art.Fill(Shape.Box(196, 150, 8, 15, 3), Palette.Solid(Palette.Rgb(0xC9CBCE)), new Finish { Bulge = 2, Gloss = 0.5f });
        }
        foreach (var end in new[] { "M182 143 C180 166 184 186 181 206", "M218 143 C221 170 216 180 219 212" })
        {
            art.Shade(Cord(Shape.Path(end).Move(2, 3), 4), 0.15f, 2);
            art.Bar(Shape.Path(end), 4, Palette.Solid(cord), new Finish { Bulge = 2 });
        }
    }

    public static void Jacket(Artist art, Look look)
    {
        var cloth = look.Cloth(0.85f);
        var puffer = look.Is("puffer");
        var finish = look.Finish with { Folds = look.Finish.Folds * 0.6f };
        var longCut = look.Is("raincoat");
        var bottom = longCut ? 350 : 318;
        var sleeve = Shape.Path("M256 82 C290 90 310 108 320 140 C334 200 342 250 346 306 C334 314 316 316 302 312 C298 250 288 200 270 156 Z");
        var body = Shape.Mirrored($"M200 82 L244 76 C270 84 286 98 294 118 L298 {bottom} C264 {bottom + 6} 230 {bottom + 7} 200 {bottom + 7}");
        foreach (var side in new[] { sleeve, sleeve.Flip() })
        {
            Panel(side);
        }
        Panel(body);
        NeckOpening(art, look, Shape.Mirrored("M200 66 L232 72 C228 96 214 112 200 122"), ribbed: false);
        art.Shade(Shape.Box(202, 112, 4, bottom - 108), 0.35f, 2);
        art.Line(Shape.Path($"M200 114 V{bottom + 5}"), 4.5f, Palette.Dark(look.Colour, 0.4f));
        art.Dashes(Shape.Path($"M200 116 V{bottom + 4}"), 2.6f, Palette.Rgb(0xC4C6C8), 2, 1);
        var collar = look.Is("biker") || look.Is("denim")
            ? Shape.Path("M200 114 C214 104 226 90 232 70 L262 94 L240 150 Z")
            : Shape.Path("M202 114 C216 104 228 92 232 62 L252 72 C252 100 236 122 206 132 Z");
        art.Shade(collar.And(collar.Flip()).Move(2, 5), 0.2f, 5);
        foreach (var side in new[] { collar, collar.Flip() })
        {
            art.Fill(side, cloth, finish with { Bulge = 8, Folds = 0 });
            art.Dashes(side, 0.9f, look.Seam, 3, 0.5f);
        }
        foreach (var flip in new[] { false, true })
        {
            var pocket = puffer || longCut ? Shape.Path("M238 232 L272 246") : Shape.Path("M226 158 L272 156 L272 168 L249 178 L226 170 Z");
            pocket = flip ? pocket.Flip() : pocket;
            if (puffer || longCut)
            {
                art.Line(pocket, 5, Palette.Dark(look.Colour, 0.35f));
                art.Line(pocket.Move(0, -1), 1.4f, Palette.Pale(look.Colour, 0.3f), 0.6f);
                continue;
            }
            art.Shade(pocket.Move(0, 3), 0.2f, 3);
            art.Fill(pocket, cloth, finish with { Bulge = 3, Folds = 0 });
            art.Dashes(pocket, 0.9f, look.Is("denim") ? Palette.Rgb(0xD9A860) : look.Seam, 3);
        }
        if (look.Is("denim"))
        {
            foreach (var seam in new[] { "M232 180 L222 318", "M262 176 L268 318" })
            {
                art.Dashes(Shape.Path(seam).And(Shape.Path(seam).Flip()), 1, Palette.Rgb(0xD9A860), 3);
            }
        }
        for (var y = 140; !puffer && y < bottom; y += 38)
        {
            art.Fill(Shape.Ellipse(208, y, 3.2f, 3.2f), Palette.Solid(Palette.Rgb(0xB9A67E)), new Finish { Bulge = 2, Gloss = 0.7f });
        }

        void Panel(Shape shape)
        {
            art.Fill(shape, cloth, finish);
            if (!puffer)
            {
                return;
            }
            var clip = art.Cover(shape);
            for (var y = 96; y < 330; y += 34)
            {
                art.Fill(Shape.Box(20, y, 360, 32, 15), cloth, finish with { Bulge = 15, Relief = 1.2f, Folds = 0.4f, FoldScale = new(0.06f, 0.03f) }, clip);
                art.Shade(Shape.Box(20, y + 31, 360, 3), 0.3f, 2, clip);
            }
        }
    }

    /// <summary>The back of the collar that shows inside the neck.</summary>
    private static void Neck(Artist art, Look look, float width)
    {
        art.Fill(Shape.Ellipse(200, 92, width + 14, 18), Palette.Solid(Palette.Dark(look.Colour, 0.25f)), new Finish { Bulge = 4 });
    }

    public static void NeckOpening(Artist art, Look look, Shape opening, bool ribbed = true)
    {
        art.Fill(opening, Palette.Solid(Palette.Dark(look.Colour, 0.36f)), new Finish { Bulge = 16, Relief = -0.7f });
        art.Fill(Shape.Ellipse(200, 84, 30, 9), Palette.Solid(Palette.Dark(look.Colour, 0.2f)), new Finish { Bulge = 4 }, art.Cover(opening));
        art.Tint(Shape.Box(192, 90, 16, 9, 1.5f), Palette.Rgb(0xF3F0EA), 0.85f, 0, art.Cover(opening));
        if (ribbed)
        {
            art.Bar(opening, 8, Palette.Solid(Palette.Dark(look.Colour, 0.06f)), look.Finish with { Bulge = 4, Folds = 0 });
            art.Dashes(opening.Scale(1.17f, 1.13f, 200, 84), 0.9f, look.Seam, 3, 0.6f);
        }
    }

    public static Shape Cord(Shape line, float width) =>
        new([.. line.Contours.Select(contour => contour.Select(point => point with { X = point.X - (width / 2) }).Concat(contour.Reverse().Select(point => point with { X = point.X + (width / 2) })).ToArray())]);

    public static void Rib(Artist art, Look look, Shape shape, int left, int right, int top, int bottom)
    {
        art.Fill(shape, Palette.Solid(look.Pattern == "plain" || look.Pattern == "marl" ? look.Colour : Palette.Dark(look.Colour, 0.05f)), look.Finish with { Bulge = 8, Folds = 0 });
        var clip = art.Cover(shape);
        for (var x = left; x < right; x += 5)
        {
            art.Line(Shape.Path($"M{x} {top} V{bottom}"), 1.5f, look.Seam, 0.45f, clip);
        }
    }
}
