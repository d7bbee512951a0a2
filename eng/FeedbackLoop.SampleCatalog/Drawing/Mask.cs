using System.Numerics;

namespace FeedbackLoop.SampleCatalog.Drawing;

/// <summary>How much of each pixel something covers, 0 to 1, for the rectangle that starts at (X, Y) of the picture.</summary>
internal sealed class Mask(int x, int y, int width, int height)
{
    public int X { get; } = x;
    public int Y { get; } = y;
    public int Width { get; } = width;
    public int Height { get; } = height;
    public float[] Values { get; private set; } = new float[width * height];

    public float this[int px, int py] =>
        px < X || py < Y || px >= X + Width || py >= Y + Height ? 0 : Values[((py - Y) * Width) + px - X];

    /// <summary>Fills closed outlines (in pixels) by exact signed areas, the method of font rasterisers: no supersampling, smooth edges.</summary>
    public static Mask Fill(Shape shape, int size, int padding)
    {
        var mask = Around(shape, size, padding);
        var stride = mask.Width + 2;
        var areas = new float[stride * mask.Height];
        var origin = new Vector2(mask.X, mask.Y);
        foreach (var contour in shape.Contours)
        {
            for (var i = 0; i < contour.Length; i++)
            {
                AddEdge(areas, stride, mask.Width, mask.Height, contour[i] - origin, contour[(i + 1) % contour.Length] - origin);
            }
        }
        for (var row = 0; row < mask.Height; row++)
        {
            var sum = 0f;
            for (var column = 0; column < mask.Width; column++)
            {
                sum += areas[(row * stride) + column];
                mask.Values[(row * mask.Width) + column] = MathF.Min(1, MathF.Abs(sum));
            }
        }
        return mask;
    }

    /// <summary>A round pen along the outlines (in pixels).</summary>
    public static Mask Stroke(Shape shape, float penWidth, int size, int padding)
    {
        var mask = Around(shape, size, padding + (int)penWidth + 2);
        var half = penWidth / 2;
        foreach (var contour in shape.Contours)
        {
            for (var i = 0; i + 1 < contour.Length; i++)
            {
                var (a, b) = (contour[i], contour[i + 1]);
                var along = b - a;
                var length = MathF.Max(along.LengthSquared(), 1e-6f);
                var (left, right) = ((int)MathF.Max(mask.X, MathF.Min(a.X, b.X) - half - 1), (int)MathF.Min(mask.X + mask.Width - 1, MathF.Max(a.X, b.X) + half + 2));
                var (top, bottom) = ((int)MathF.Max(mask.Y, MathF.Min(a.Y, b.Y) - half - 1), (int)MathF.Min(mask.Y + mask.Height - 1, MathF.Max(a.Y, b.Y) + half + 2));
                for (var py = top; py <= bottom; py++)
                {
                    for (var px = left; px <= right; px++)
                    {
                        var point = new Vector2(px + 0.5f, py + 0.5f);
                        var t = Math.Clamp(Vector2.Dot(point - a, along) / length, 0, 1);
                        var cover = Math.Clamp(half + 0.5f - Vector2.Distance(point, a + (t * along)), 0, MathF.Min(1, penWidth));
                        ref var value = ref mask.Values[((py - mask.Y) * mask.Width) + px - mask.X];
                        value = MathF.Max(value, cover);
                    }
                }
            }
        }
        return mask;
    }

    /// <summary>Three box blurs: close to a Gaussian with this radius (pixels).</summary>
    public Mask Blurred(float radius)
    {
        var result = new Mask(X, Y, Width, Height) { Values = (float[])Values.Clone() };
        var r = Math.Max(1, (int)MathF.Round(radius / 2));
        var other = new float[Values.Length];
        for (var pass = 0; pass < 3; pass++)
        {
            BoxRows(result.Values, other, Width, Height, r);
            BoxColumns(other, result.Values, Width, Height, r);
        }
        return result;
    }

    /// <summary>This mask, only where <paramref name="other"/> is (or, inverted, is not).</summary>
    public Mask Within(Mask other, bool inverted = false)
    {
        var result = new Mask(X, Y, Width, Height);
        for (var row = 0; row < Height; row++)
        {
            for (var column = 0; column < Width; column++)
            {
                var cover = other[X + column, Y + row];
                result.Values[(row * Width) + column] = Values[(row * Width) + column] * (inverted ? 1 - cover : cover);
            }
        }
        return result;
    }

    private static Mask Around(Shape shape, int size, int padding)
    {
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        foreach (var point in shape.Contours.SelectMany(contour => contour))
        {
            (low, high) = (Vector2.Min(low, point), Vector2.Max(high, point));
        }
        // Shapes may reach past the picture, but there is nothing to see far outside it.
        var (left, top) = ((int)MathF.Max(-padding, low.X - padding - 1), (int)MathF.Max(-padding, low.Y - padding - 1));
        var (right, bottom) = ((int)MathF.Min(size + padding, high.X + padding + 2), (int)MathF.Min(size + padding, high.Y + padding + 2));
        return new Mask(left, top, Math.Max(1, right - left), Math.Max(1, bottom - top));
    }

    private static void AddEdge(float[] areas, int stride, int width, int height, Vector2 from, Vector2 to)
    {
        if (from.Y == to.Y)
        {
            return;
        }
        var direction = from.Y < to.Y ? 1f : -1f;
        var (top, bottom) = from.Y < to.Y ? (from, to) : (to, from);
        var slope = (bottom.X - top.X) / (bottom.Y - top.Y);
        var x = top.X + (top.Y < 0 ? -top.Y * slope : 0);
        for (var row = Math.Max(0, (int)top.Y); row < Math.Min(height, (int)MathF.Ceiling(bottom.Y)); row++)
        {
            var high = MathF.Min(row + 1, bottom.Y) - MathF.Max(row, top.Y);
            var next = x + (slope * high);
            var area = high * direction;
            var (x0, x1) = x < next ? (x, next) : (next, x);
            (x0, x1) = (Math.Clamp(x0, 0, width), Math.Clamp(x1, 0, width));
            var start = (row * stride) + (int)x0;
            var floor = MathF.Floor(x0);
            var cells = (int)MathF.Ceiling(x1) - (int)x0;
            if (cells <= 1)
            {
                var middle = (0.5f * (x0 + x1)) - floor;
                areas[start] += area - (area * middle);
                areas[start + 1] += area * middle;
            }
            else
            {
                var s = 1 / (x1 - x0);
                var f0 = x0 - floor;
                var first = 0.5f * s * (1 - f0) * (1 - f0);
                var f1 = x1 - MathF.Ceiling(x1) + 1;
                var last = 0.5f * s * f1 * f1;
                areas[start] += area * first;
                if (cells == 2)
                {
                    areas[start + 1] += area * (1 - first - last);
                }
                else
                {
                    var second = s * (1.5f - f0);
                    areas[start + 1] += area * (second - first);
                    for (var cell = 2; cell < cells - 1; cell++)
                    {
                        areas[start + cell] += area * s;
                    }
                    areas[start + cells - 1] += area * (1 - (second + ((cells - 3) * s)) - last);
                }
                areas[start + cells] += area * last;
            }
            x = next;
        }
    }

    private static void BoxRows(float[] from, float[] to, int width, int height, int radius)
    {
        var scale = 1f / ((2 * radius) + 1);
        for (var row = 0; row < height; row++)
        {
            var start = row * width;
            var sum = 0f;
            for (var column = 0; column < Math.Min(radius, width); column++)
            {
                sum += from[start + column];
            }
            for (var column = 0; column < width; column++)
            {
                sum += column + radius < width ? from[start + column + radius] : 0;
                to[start + column] = sum * scale;
                sum -= column - radius >= 0 ? from[start + column - radius] : 0;
            }
        }
    }

    private static void BoxColumns(float[] from, float[] to, int width, int height, int radius)
    {
        var scale = 1f / ((2 * radius) + 1);
        var sums = new float[width];
        for (var row = 0; row < Math.Min(radius, height); row++)
        {
            for (var column = 0; column < width; column++)
            {
                sums[column] += from[(row * width) + column];
            }
        }
        for (var row = 0; row < height; row++)
        {
            var (enter, leave) = (row + radius, row - radius);
            for (var column = 0; column < width; column++)
            {
                sums[column] += enter < height ? from[(enter * width) + column] : 0;
                to[(row * width) + column] = sums[column] * scale;
                sums[column] -= leave >= 0 ? from[(leave * width) + column] : 0;
            }
        }
    }
}
