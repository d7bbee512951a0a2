using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.SearchApi.Tests;

/// <summary>Drawn products: each type has a shape, each colour a paint.</summary>
public static class TestPictures
{
    public const int Side = 64;

    public static RgbImage Draw(int type, (byte R, byte G, byte B) paint, int variant)
    {
        var pixels = new byte[Side * Side * 3];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (u, v) = ((x - 31.5) / 32, (y - 31.5 - variant) / 32);
                var inside = type switch
                {
                    0 => Math.Abs(u) < 0.5 && Math.Abs(v) < 0.8 || Math.Abs(u) < 0.9 && v is > -0.8 and < -0.4,   // shirt
                    1 => u * u / 0.8 + (v - 0.3) * (v - 0.3) / 0.08 < 1,                                          // shoe
                    2 => Math.Abs(u) < 0.6 && v is > -0.1 and < 0.7 || Math.Abs(u * u + v * v - 0.3) < 0.06,      // bag
                    3 => u * u + v * v < 0.2 || Math.Abs(u) < 0.15,                                               // watch
                    4 => Math.Abs(v) < 0.12,                                                                      // belt
                    _ => u * u + v * v < 0.35 && v < 0 || Math.Abs(v) < 0.08 && Math.Abs(u) < 0.95,               // hat
                };
                var at = (y * Side + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = inside ? paint : ((byte)245, (byte)245, (byte)245);
            }
        }

        return new(Side, Side, pixels);
    }
}
