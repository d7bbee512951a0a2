using System.Numerics;
using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog;

/// <summary>Many products on one picture, to judge the drawings by eye.</summary>
internal static class ContactSheet
{
    public static void Write(string path, IReadOnlyList<Product> products, string? type, int each)
    {
        const int Cell = 200;
        var chosen = products.Where(product => type is null || type.Split(',').Contains(product.Kind.Type)).GroupBy(product => product.Kind.Type).SelectMany(group => group.Take(each)).ToArray();
        var columns = (int)Math.Ceiling(Math.Sqrt(chosen.Length));
        var size = columns * Cell;
        var page = new Vector3[size * size];
        Parallel.For(0, chosen.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, n =>
        {
            var picture = Photographer.Take(chosen[n], Cell * 2);
            var (left, top) = (n % columns * Cell, n / columns * Cell);
            for (var y = 0; y < Cell; y++)
            {
                for (var x = 0; x < Cell; x++)
                {
                    var at = (2 * y * Cell * 2) + (2 * x);
                    page[((top + y) * size) + left + x] = (picture[at] + picture[at + 1] + picture[at + (Cell * 2)] + picture[at + (Cell * 2) + 1]) / 4;
                }
            }
        });
        File.WriteAllBytes(path, PictureFile.Png(page, size, size));
    }
}
