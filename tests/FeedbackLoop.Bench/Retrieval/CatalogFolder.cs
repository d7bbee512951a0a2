using System.Security.Cryptography;
using System.Text;

namespace FeedbackLoop.Bench.Retrieval;

/// <summary>A folder with products.csv (id, image, title, category, type, colour, ...) and pictures, as the importer takes it.</summary>
internal static class CatalogFolder
{
    public sealed record Row(string Id, string ImagePath, string Title, string Category, string Type, string Colour, string Attributes);

    public static IReadOnlyList<Row> Read(string folder)
    {
        using var reader = new StreamReader(Path.Combine(folder, "products.csv"));
        string[] header = Split(reader.ReadLine() ?? throw new InvalidDataException("products.csv is empty"));
        int Column(string name) => Array.IndexOf(header, name);
        int id = Column("id"), image = Column("image"), title = Column("title"), category = Column("category"), type = Column("type"), colour = Column("colour");
        int[] rest = [.. new[] { "gender", "season", "usage" }.Select(Column).Where(c => c >= 0)];
        var rows = new List<Row>();
        while (reader.ReadLine() is { } line)
        {
            string[] cell = Split(line);
            if (cell.Length == header.Length)
            {
                rows.Add(new Row(cell[id], Path.Combine(folder, cell[image]), cell[title], cell[category], cell[type], cell[colour], string.Join(' ', rest.Select(c => cell[c]))));
            }
        }
        return rows;
    }

    /// <summary>True for the items to learn from: a hash of seed and id falls into the share, whatever the order of rows.</summary>
    public static bool IsTraining(string id, int seed, double share)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}:{id}"));
        return BitConverter.ToUInt32(hash) / (double)uint.MaxValue < share;
    }

    private static string[] Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                if (quoted && i + 1 < line.Length && line[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }
        cells.Add(cell.ToString());
        return [.. cells];
    }
}
