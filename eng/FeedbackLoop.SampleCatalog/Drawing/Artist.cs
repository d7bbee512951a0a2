using System.Numerics;

namespace FeedbackLoop.SampleCatalog.Drawing;

/// <summary>Draws lit shapes on a transparent square, in design units (400 by 400), through <see cref="Pose"/>.</summary>
internal sealed class Artist(int size, int seed)
{
    private static readonly Vector3 Light = Vector3.Normalize(new(-0.42f, -0.62f, 0.72f));
    private static readonly Vector3 HalfWay = Vector3.Normalize(Light + Vector3.UnitZ);
    private readonly float scale = size / 400f;

    public int Size { get; } = size;
    public int Seed { get; } = seed;

    /// <summary>Premultiplied red, green, blue, alpha.</summary>
    public Vector4[] Pixels { get; } = new Vector4[size * size];

    public Matrix3x2 Pose { get; set; } = Matrix3x2.Identity;

    private Matrix3x2 ToPixels => Pose * Matrix3x2.CreateScale(scale);

    public Mask Cover(Shape shape, float padding = 2) => Mask.Fill(shape.Map(ToPixels), Size, (int)(padding * scale));

    public Mask Pen(Shape shape, float width, float padding = 2) => Mask.Stroke(shape.Map(ToPixels), width * scale * PoseScale, Size, (int)(padding * scale));

    /// <summary>Fills a shape with paint under the studio's light.</summary>
    public void Fill(Shape shape, Paint paint, Finish finish, Mask? clip = null)
    {
        var mask = Cover(shape, finish.Bulge + 4);
        Lit(mask, finish.Lathe ? Profile(shape) : null, paint, finish, clip);
    }

    /// <summary>A round bar along a line: handles, straps, legs, laces.</summary>
    public void Bar(Shape line, float width, Paint paint, Finish finish, Mask? clip = null) =>
        Lit(Pen(line, width, finish.Bulge + 4), null, paint, finish, clip);

    public void Line(Shape line, float width, Vector3 colour, float alpha = 1, Mask? clip = null) => Flat(Pen(line, width), colour, alpha, clip);

    public void Dashes(Shape line, float width, Vector3 colour, float dash = 5, float alpha = 0.8f)
    {
        foreach (var contour in line.Contours)
        {
            var pieces = new List<Vector2[]>();
            var (travelled, from) = (0f, contour[0]);
            for (var i = 1; i < contour.Length; i++)
            {
                var steps = Math.Max(1, (int)(Vector2.Distance(contour[i - 1], contour[i]) / 1.5f));
                for (var step = 1; step <= steps; step++)
                {
                    var to = Vector2.Lerp(contour[i - 1], contour[i], step / (float)steps);
                    if ((int)(travelled / dash) % 2 == 0)
                    {
                        pieces.Add([from, to]);
                    }
                    travelled += Vector2.Distance(from, to);
                    from = to;
                }
            }
            Flat(Pen(new Shape(pieces), width), colour, alpha, null);
        }
    }

    public void Tint(Shape shape, Vector3 colour, float alpha, float blur = 0, Mask? clip = null)
    {
        var mask = Cover(shape, (blur * 2) + 2);
        Flat(blur > 0 ? mask.Blurred(blur * scale) : mask, colour, alpha, clip);
    }

    /// <summary>Soft shade only on what is drawn already.</summary>
    public void Shade(Shape shape, float alpha, float blur, Mask? clip = null, float tone = 0)
    {
        var mask = Cover(shape, (blur * 2) + 2);
        mask = blur > 0 ? mask.Blurred(blur * scale) : mask;
        Each(mask, clip, (index, _, cover) =>
        {
            var under = Pixels[index];
            var colour = Vector3.Lerp(new(under.X, under.Y, under.Z), new Vector3(tone * under.W), alpha * cover);
            Pixels[index] = new(colour, under.W);
        });
    }

    public void Flat(Mask mask, Vector3 colour, float alpha, Mask? clip) => Each(mask, clip, (index, _, cover) => Over(index, colour, cover * alpha));

    private float PoseScale => MathF.Sqrt(MathF.Abs(Pose.GetDeterminant()));

    private void Lit(Mask mask, Vector2[]? profile, Paint paint, Finish finish, Mask? clip)
    {
        var radius = MathF.Max(1.5f, finish.Bulge * scale * PoseScale);
        var soft = profile is null ? mask.Blurred(radius) : null;
        var stretch = soft is null ? 0 : radius * finish.Relief;
        Each(mask, clip, (index, point, cover) =>
        {
            Vector3 normal;
            var at = point;
            var rim = 1f;
            if (profile is not null)
            {
                (normal, at) = Turned(profile, point);
                rim = normal.Z;
            }
            else
            {
                var (px, py) = (index % Size, index / Size);
                var dx = (Dome(soft![px + 1, py]) - Dome(soft[px - 1, py])) * 0.5f * stretch;
                var dy = (Dome(soft[px, py + 1]) - Dome(soft[px, py - 1])) * 0.5f * stretch;
                normal = new(-dx, -dy, 1);
                rim = MathF.Min(1, MathF.Max(0, (soft[px, py] - 0.5f) * 2));
            }
            if (finish.Folds > 0)
            {
                normal += finish.Folds * Fold(point, finish.FoldScale);
            }
            normal = Vector3.Normalize(normal);
            var light = MathF.Max(0, Vector3.Dot(normal, Light)) / Light.Z;
            var shine = finish.Gloss * MathF.Pow(MathF.Max(0, Vector3.Dot(normal, HalfWay)), finish.Shine);
            var colour = paint(at) * (finish.Texture?.Invoke(at) ?? 1);
            var lit = 0.46f + (0.54f * light);
            // Dark cloth still shows its form in a shop's photograph: lift it a little where the light falls.
            colour = (colour * lit) + (new Vector3(0.05f) * MathF.Max(0, light - 0.6f)) + new Vector3(shine);
            colour += finish.Pile * (1 - rim) * new Vector3(0.16f);
            colour *= 0.91f + (0.09f * MathF.Sqrt(rim));
            Over(index, Vector3.Clamp(colour, Vector3.Zero, Vector3.One), cover * finish.Alpha);
        });
    }

    // A quarter circle over the blurred edge: 0 at the edge, 1 inside.
    private static float Dome(float soft)
    {
        var t = Math.Clamp((soft - 0.5f) * 2, 0, 1);
        return MathF.Sqrt(1 - ((1 - t) * (1 - t)) + 1e-3f);
    }

    private Vector3 Fold(Vector2 point, Vector2 foldScale)
    {
        var bend = 26 * Noise.At(point.X * 0.012f, point.Y * 0.012f, Seed + 5);
        float Height(float x, float y) => Noise.Fractal((x + bend) * foldScale.X, (y + bend) * foldScale.Y, Seed, 2);
        var here = Height(point.X, point.Y);
        return new(-14 * (Height(point.X + 1.5f, point.Y) - here), -14 * (Height(point.X, point.Y + 1.5f) - here), 0);
    }

    private Vector2[] Profile(Shape shape)
    {
        // Middle and half width of the body at each height of the design.
        var flat = Mask.Fill(shape, 400, 0);
        var rows = new Vector2[401];
        for (var row = 0; row < 401; row++)
        {
            var (left, right) = (-1, -1);
            for (var column = flat.X; column < flat.X + flat.Width; column++)
            {
                if (flat[column, row] > 0.5f)
                {
                    left = left < 0 ? column : left;
                    right = column + 1;
                }
            }
            rows[row] = left < 0 ? (row > 0 ? rows[row - 1] : default) : new((left + right) / 2f, MathF.Max(1, (right - left) / 2f));
        }
        // Rows are measured to the pixel; the surface between them is smooth.
        return [.. rows.Select((_, row) =>
        {
            var (from, to) = (Math.Max(0, row - 5), Math.Min(400, row + 5));
            var reach = Math.Min(row - from, to - row);
            return Enumerable.Range(row - reach, (2 * reach) + 1).Aggregate(Vector2.Zero, (sum, at) => sum + rows[at]) / ((2 * reach) + 1);
        })];
    }

    private static (Vector3 Normal, Vector2 At) Turned(Vector2[] profile, Vector2 point)
    {
        var row = Math.Clamp((int)point.Y, 3, 397);
        var middle = profile[row].X;
        var half = MathF.Max(1, float.Lerp(profile[row].Y, profile[row + 1].Y, point.Y - MathF.Floor(point.Y)));
        var slope = Math.Clamp((profile[row + 3].Y - profile[row - 3].Y) / 6f, -2, 2);
        var u = Math.Clamp((point.X - middle) / half, -0.995f, 0.995f);
        var normal = new Vector3(u, -slope * 0.8f, MathF.Sqrt(1 - (u * u)));
        return (normal, new(200 + (half * MathF.Asin(u)), point.Y));
    }

    private void Each(Mask mask, Mask? clip, Action<int, Vector2, float> draw)
    {
        Matrix3x2.Invert(ToPixels, out var toDesign);
        for (var py = Math.Max(1, mask.Y); py < Math.Min(Size - 1, mask.Y + mask.Height); py++)
        {
            for (var px = Math.Max(1, mask.X); px < Math.Min(Size - 1, mask.X + mask.Width); px++)
            {
                var cover = mask[px, py] * (clip?[px, py] ?? 1);
                if (cover > 0.003f)
                {
                    draw((py * Size) + px, Vector2.Transform(new(px + 0.5f, py + 0.5f), toDesign), cover);
                }
            }
        }
    }

    private void Over(int index, Vector3 colour, float alpha) => Pixels[index] = new Vector4(colour * alpha, alpha) + (Pixels[index] * (1 - alpha));
}
