using System.Text;
using System.Text.Json;
using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.DbManager.Tests;

/// <summary>A catalogue in a temporary folder, written by a test.</summary>
internal sealed class CatalogBuilder : IDisposable
{
    private static readonly GdImageDecoder Gd = new();
    private static readonly (string Name, byte R, byte G, byte B)[] Colours =
        [("Red", 200, 40, 40), ("Green", 40, 160, 60), ("Blue", 40, 70, 190), ("Yellow", 230, 200, 60), ("Black", 30, 30, 30), ("White", 240, 240, 240)];
    private static readonly string[] Types = ["Shirts", "Bags", "Lamps", "Mugs", "Rugs"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("feedbackloop-catalog-");

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    public string PathOf(string name)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public void Csv(params string[] lines) => File.WriteAllText(PathOf("products.csv"), string.Join('\n', lines) + "\n");

    public void Ndjson(params object[] rows) =>
        File.WriteAllLines(PathOf("products.ndjson"), rows.Select(row => row as string ?? JsonSerializer.Serialize(row)));

    public void Picture(string name, int seed = 0) => File.WriteAllBytes(PathOf(name), Jpeg(seed));

    /// <summary>A coloured body whose shape and colour follow from the number, on a light ground.</summary>
    public static byte[] Jpeg(int seed, int side = 48)
    {
        var (_, r, g, b) = Colours[seed % Colours.Length];
        var type = seed / Colours.Length % Types.Length;
        var pixels = new byte[side * side * 3];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var (dx, dy) = (Math.Abs(x - (side / 2)), Math.Abs(y - (side / 2)));
                var inside = type switch
                {
                    0 => dx < side / 4 && dy < side / 3,
                    1 => dx + dy < side / 3,
                    2 => (dx * dx) + (dy * dy) < side * side / 9,
                    3 => dx < side / 3 && dy < side / 6,
                    _ => dx < side / 8 && dy < side / 2.5,
                };
                var at = ((y * side) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = inside ? (r, g, (byte)(b + (seed % 7))) : ((byte)244, (byte)243, (byte)240);
            }
        }
        return Gd.EncodeJpeg(new RgbImage(side, side, pixels), 80);
    }

    /// <summary>A products.csv of so many rows, each with a picture that fits its words.</summary>
    public void Products(int count, int from = 0)
    {
        var csv = new StringBuilder("id,image,title,description,category,type,colour,price,brand\n");
        for (var n = from; n < from + count; n++)
        {
            Picture($"images/{n}.jpg", n);
            csv.Append(Row(n)).Append('\n');
        }
        File.WriteAllText(PathOf("products.csv"), csv.ToString());
    }

    public static string Row(int n)
    {
        var (colour, type) = (Colours[n % Colours.Length].Name, Types[n / Colours.Length % Types.Length]);
        return $"p{n},images/{n}.jpg,\"{colour} {type}, number {n}\",A {colour} thing of kind {type},Home > {type},{type},{colour},{n % 90}.50,Brand {n % 5}";
    }
}
