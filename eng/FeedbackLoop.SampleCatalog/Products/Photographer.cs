using System.Numerics;
using FeedbackLoop.SampleCatalog.Drawing;

namespace FeedbackLoop.SampleCatalog.Products;

/// <summary>Poses a product, lights it and takes its picture.</summary>
internal static class Photographer
{
    public static Vector3[] Take(Product product, int size)
    {
        var random = new Random(product.Look.Seed);
        var kind = product.Kind;
        var artist = new Artist(size, product.Look.Seed);
        var zoom = (kind.Scene == Scene.Wall ? 0.96f : 1.02f) + (0.14f * random.NextSingle());
        var turn = kind.Turn * ((2 * random.NextSingle()) - 1) * MathF.PI / 180;
        var anchor = new Vector2(200, kind.Scene == Scene.Standing ? kind.Ground : 205);
        var flip = random.Next(2) == 0 && kind.Scene == Scene.Standing ? -1 : 1;
        artist.Pose = Matrix3x2.CreateScale(flip * zoom, zoom, anchor) * Matrix3x2.CreateRotation(turn, anchor)
            * Matrix3x2.CreateTranslation(10 * (random.NextSingle() - 0.5f), 6 * (random.NextSingle() - 0.5f) * (kind.Scene == Scene.Standing ? 0 : 1));
        kind.Draw(artist, product.Look);
        return Backdrop.Compose(artist, kind.Scene, random, kind.Ground);
    }
}
