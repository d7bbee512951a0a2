using System.CommandLine;
using FeedbackLoop.Bench.Retrieval;

namespace FeedbackLoop.Bench.Catalog;

/// <summary>
/// Makes a large catalogue of a small one, for measuring how search behaves with many items. Every row of the small one is there with its picture; the others
/// are varied rows: the brand of another row, another colour that the same type comes in, a line and a number of their own. They have no picture, so their
/// vectors come from words alone. It says nothing about how good search is, only how fast.
/// </summary>
internal static class VaryCommand
{
    private static readonly string[] Lines =
    [
        "Classic", "Urban", "Coast", "Nova", "Terra", "Peak", "Flow", "Atlas", "Vista", "Pulse", "Echo", "Delta", "Orbit", "Prime", "Zen", "Comet", "Haven", "Ridge", "Breeze", "Ember",
    ];

    public static Command Create()
    {
        var from = new Option<DirectoryInfo>("--from") { Description = "A folder with products.csv and pictures", Required = true };
        var items = new Option<int>("--items") { Description = "How many items the new catalogue has", DefaultValueFactory = _ => 100_000 };
        var to = new Option<DirectoryInfo>("--to") { Description = "The folder that is written; the pictures are copied", Required = true };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1 };
        var command = new Command("vary", "Make a large catalogue of a small one") { from, items, to, seed };
        command.SetAction(result => Run(result.GetValue(from)!.FullName, result.GetValue(items), result.GetValue(to)!.FullName, result.GetValue(seed)));
        return command;
    }

    private static void Run(string from, int items, string to, int seed)
    {
        var rows = CatalogFolder.Read(from);
        var random = new Random(seed);
        var colours = rows.GroupBy(row => row.Type).ToDictionary(group => group.Key, group => group.Select(row => row.Colour).Distinct().ToArray());
        Directory.CreateDirectory(to);
        using var file = new StreamWriter(Path.Combine(to, "products.csv"));
        file.WriteLine("id,image,title,category,type,colour,price");
        for (var i = 0; i < items; i++)
        {
            var row = rows[i % rows.Count];
            var price = Math.Round(5 + 95 * Math.Pow(random.NextDouble(), 2), 2);
            if (i < rows.Count)
            {
                var image = Path.GetRelativePath(from, row.ImagePath);
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, image))!);
                File.Copy(row.ImagePath, Path.Combine(to, image), overwrite: true);
                Write(row.Id, image, row.Title, row.Colour);
                continue;
            }

            var colour = colours[row.Type][random.Next(colours[row.Type].Length)];
            var words = row.Title.Split(' ');
            words[0] = rows[random.Next(rows.Count)].Title.Split(' ')[0];
            var title = string.Join(' ', words).Replace(row.Colour, colour, StringComparison.OrdinalIgnoreCase);
            Write($"{row.Id}-{i / rows.Count}", "", $"{title} {Lines[random.Next(Lines.Length)]} {random.Next(100, 1000)}", colour);

            void Write(string id, string image, string title, string colour) => file.WriteLine(string.Join(',',
                new[] { id, image, title, row.Category, row.Type, colour, price.ToString(System.Globalization.CultureInfo.InvariantCulture) }
                    .Select(cell => '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')));
        }

        BenchResult.Print(new { measure = "vary", items, pictures = Math.Min(items, rows.Count), seed, to });
    }
}
