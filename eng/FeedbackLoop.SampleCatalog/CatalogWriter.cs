using System.Globalization;
using System.Text;
using FeedbackLoop.SampleCatalog.Drawing;
using FeedbackLoop.SampleCatalog.Products;

namespace FeedbackLoop.SampleCatalog;

/// <summary>Writes products.csv and images/, the format that any catalogue is imported from.</summary>
internal static class CatalogWriter
{
    private const int PictureSize = 320;
    private const int Quality = 66;

    public static void Write(string folder, IReadOnlyList<Product> products)
    {
        var images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        var written = 0L;
        Parallel.ForEach(products, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, product =>
        {
            var picture = PictureFile.Jpeg(Photographer.Take(product, PictureSize * 2), PictureSize * 2, PictureSize, Quality);
            File.WriteAllBytes(Path.Combine(images, product.Id + ".jpg"), picture);
            Interlocked.Add(ref written, picture.Length);
        });
        var csv = new StringBuilder("id,image,title,description,category,type,colour,price,brand,material,pattern,style,gender,season\n");
        foreach (var product in products)
        {
            var look = product.Look;
            csv.AppendJoin(',', new[]
            {
                product.Id, $"images/{product.Id}.jpg", product.Title, product.Description, product.Kind.Category, product.Kind.Type, look.Main.Name,
                product.Price.ToString("0.00", CultureInfo.InvariantCulture), product.Brand, look.Material, look.Pattern, look.Style, product.Audience, product.Season,
            }.Select(Quoted)).Append('\n');
        }
        File.WriteAllText(Path.Combine(folder, "products.csv"), csv.ToString());
        Console.WriteLine($"{products.Count} products of {products.Select(product => product.Kind.Type).Distinct().Count()} kinds, pictures {written / 1048576.0:0.0} MB");
    }

    private static string Quoted(string value) => value.AsSpan().IndexOfAny(",\"\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
