using System.Globalization;
using System.Numerics;

namespace FeedbackLoop.SampleCatalog.Drawing;

/// <summary>Outlines in design units: the picture is 400 wide and 400 high, y grows downwards.</summary>
internal sealed class Shape(IReadOnlyList<Vector2[]> contours)
{
    public IReadOnlyList<Vector2[]> Contours { get; } = contours;

    /// <summary>SVG path data; absolute M, L, H, V, C, Q and Z.</summary>
    public static Shape Path(string data)
    {
        var contours = new List<Vector2[]>();
        var points = new List<Vector2>();
        var tokens = Tokens(data);
        var index = 0;
        Vector2 at = default;
        float Next() => float.Parse(tokens[index++], CultureInfo.InvariantCulture);
        Vector2 Point() => new(Next(), Next());
        var command = 'M';
        while (index < tokens.Count)
        {
            if (char.IsLetter(tokens[index][0]))
            {
                command = tokens[index++][0];
            }
            switch (command)
            {
                case 'M':
                    Flush();
                    points.Add(at = Point());
                    command = 'L';
                    break;
                case 'L': points.Add(at = Point()); break;
                case 'H': points.Add(at = new(Next(), at.Y)); break;
                case 'V': points.Add(at = new(at.X, Next())); break;
                case 'C': at = Cubic(points, at, Point(), Point(), Point()); break;
                case 'Q':
                    var (control, end) = (Point(), Point());
                    at = Cubic(points, at, Vector2.Lerp(at, control, 2 / 3f), Vector2.Lerp(end, control, 2 / 3f), end);
                    break;
                case 'Z':
                    if (points.Count > 0)
                    {
                        points.Add(points[0]);
                    }
                    Flush();
                    break;
                default: throw new FormatException($"Path command '{command}' in '{data}'.");
            }
        }
        Flush();
        return new Shape(contours);

        void Flush()
        {
            if (points.Count > 1)
            {
                contours.Add([.. points]);
            }
            points.Clear();
        }
    }

    /// <summary>A shape that is the same left and right of x = 200: <paramref name="data"/> is its right side from top to bottom.</summary>
    public static Shape Mirrored(string data)
    {
        var right = Path(data).Contours[0];
        return new Shape([[.. right, .. right.Reverse().Select(point => new Vector2(400 - point.X, point.Y))]]);
    }

    /// <summary>A soft closed curve through the points x0 y0 x1 y1 ... (Catmull-Rom).</summary>
    public static Shape Smooth(params float[] coordinates)
    {
        var knots = coordinates.Chunk(2).Select(pair => new Vector2(pair[0], pair[1])).ToArray();
        var points = new List<Vector2>();
        for (var i = 0; i < knots.Length; i++)
        {
            var (a, b, c, d) = (knots[(i + knots.Length - 1) % knots.Length], knots[i], knots[(i + 1) % knots.Length], knots[(i + 2) % knots.Length]);
            Cubic(points, b, b + ((c - a) / 6), c - ((d - b) / 6), c);
        }
        return new Shape([[.. points]]);
    }

    public static Shape Ellipse(float x, float y, float radiusX, float radiusY, float from = 0, float to = 360)
    {
        const int Steps = 72;
        return new Shape([[.. Enumerable.Range(0, Steps + 1).Select(step =>
        {
            var angle = (from + ((to - from) * step / Steps)) * MathF.PI / 180;
            return new Vector2(x + (radiusX * MathF.Cos(angle)), y + (radiusY * MathF.Sin(angle)));
        })]]);
    }

    public static Shape Box(float x, float y, float width, float height, float radius = 0)
    {
        var r = MathF.Min(radius, MathF.Min(width, height) / 2);
        if (r <= 0)
        {
            return new Shape([[new(x, y), new(x + width, y), new(x + width, y + height), new(x, y + height), new(x, y)]]);
        }
        var points = new List<Vector2>();
        foreach (var (cx, cy, start) in new[] { (x + width - r, y + r, -90f), (x + width - r, y + height - r, 0f), (x + r, y + height - r, 90f), (x + r, y + r, 180f) })
        {
            for (var step = 0; step <= 8; step++)
            {
                var angle = (start + (step * 90 / 8f)) * MathF.PI / 180;
                points.Add(new(cx + (r * MathF.Cos(angle)), cy + (r * MathF.Sin(angle))));
            }
        }
        points.Add(points[0]);
        return new Shape([[.. points]]);
    }

    public Shape Map(Func<Vector2, Vector2> map) => new([.. Contours.Select(contour => contour.Select(map).ToArray())]);

    public Shape Map(Matrix3x2 matrix) => Map(point => Vector2.Transform(point, matrix));

    public Shape Move(float x, float y) => Map(Matrix3x2.CreateTranslation(x, y));

    public Shape Turn(float degrees, float x, float y) => Map(Matrix3x2.CreateRotation(degrees * MathF.PI / 180, new(x, y)));

    public Shape Scale(float scaleX, float scaleY, float x, float y) => Map(Matrix3x2.CreateScale(scaleX, scaleY, new(x, y)));

    public Shape Flip() => Map(point => new Vector2(400 - point.X, point.Y));

    public Shape And(Shape other) => new([.. Contours, .. other.Contours]);

    private static Vector2 Cubic(List<Vector2> points, Vector2 a, Vector2 b, Vector2 c, Vector2 d)
    {
        const int Steps = 20;
        for (var step = 1; step <= Steps; step++)
        {
            var t = step / (float)Steps;
            var s = 1 - t;
            points.Add((s * s * s * a) + (3 * s * s * t * b) + (3 * s * t * t * c) + (t * t * t * d));
        }
        return d;
    }

    private static List<string> Tokens(string data)
    {
        var tokens = new List<string>();
        for (var i = 0; i < data.Length;)
        {
            if (char.IsLetter(data[i]))
            {
                tokens.Add(data[i++].ToString());
            }
            else if (data[i] is ' ' or ',' or '\n' or '\r')
            {
                i++;
            }
            else
            {
                var start = i++;
                while (i < data.Length && (char.IsDigit(data[i]) || data[i] == '.'))
                {
                    i++;
                }
                tokens.Add(data[start..i]);
            }
        }
        return tokens;
    }
}
