using System.Numerics;

namespace FeedbackLoop.SampleCatalog.Drawing;

/// <summary>Smooth value noise: the same number for the same place and seed, about -1 to 1.</summary>
internal static class Noise
{
    public static float At(float x, float y, int seed)
    {
        var (floorX, floorY) = (MathF.Floor(x), MathF.Floor(y));
        var (ix, iy) = ((int)floorX, (int)floorY);
        var (fx, fy) = (x - floorX, y - floorY);
        fx = fx * fx * (3 - (2 * fx));
        fy = fy * fy * (3 - (2 * fy));
        var top = float.Lerp(Hash(ix, iy, seed), Hash(ix + 1, iy, seed), fx);
        var bottom = float.Lerp(Hash(ix, iy + 1, seed), Hash(ix + 1, iy + 1, seed), fx);
        return float.Lerp(top, bottom, fy);
    }

    public static float Fractal(float x, float y, int seed, int octaves = 3)
    {
        var (sum, weight) = (0f, 0.5f);
        for (var octave = 0; octave < octaves; octave++)
        {
            sum += weight * At(x, y, seed + octave);
            (x, y, weight) = (x * 2.03f, y * 2.03f, weight / 2);
        }
        return sum;
    }

    /// <summary>-1 to 1 for a cell of the integer grid.</summary>
    public static float Hash(int x, int y, int seed)
    {
        var h = unchecked((uint)((x * 374761393) + (y * 668265263) + (seed * 974634777)));
        h = (h ^ (h >> 13)) * 1274126177;
        h ^= h >> 16;
        return (h & 0xFFFFFF) / (float)0x7FFFFF - 1;
    }

    /// <summary>Distance to the nearest of scattered points (one per cell), and the second nearest: Worley's cellular noise.</summary>
    public static (float Nearest, float Second, int Cell) Cells(float x, float y, int seed)
    {
        var (ix, iy) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (nearest, second, cell) = (9f, 9f, 0);
        for (var cy = iy - 1; cy <= iy + 1; cy++)
        {
            for (var cx = ix - 1; cx <= ix + 1; cx++)
            {
                var point = new Vector2(cx + 0.5f + (0.42f * Hash(cx, cy, seed)), cy + 0.5f + (0.42f * Hash(cx, cy, seed + 71)));
                var distance = Vector2.Distance(point, new(x, y));
                if (distance < nearest)
                {
                    (second, nearest, cell) = (nearest, distance, (cx * 7919) + cy);
                }
                else if (distance < second)
                {
                    second = distance;
                }
            }
        }
        return (nearest, second, cell);
    }
}
