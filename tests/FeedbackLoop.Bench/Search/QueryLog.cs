using FeedbackLoop.Bench.Retrieval;

namespace FeedbackLoop.Bench.Search;

/// <summary>Queries as people would ask a catalogue: kinds, colours with kinds, beginnings of titles; one in twenty mistyped.</summary>
internal static class QueryLog
{
    private const double Mistyped = 0.05;

    public static string[] Draw(string folder, int count, int seed)
    {
        var rows = CatalogFolder.Read(folder);
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Mistype(Ask(rows[random.Next(rows.Count)], random), random))];
    }

    private static string Ask(CatalogFolder.Row row, Random random) => random.Next(4) switch
    {
        0 => row.Type,
        1 or 2 => $"{row.Colour} {row.Type}",
        _ => string.Join(' ', row.Title.Split(' ').Take(2 + random.Next(3))),
    };

    private static string Mistype(string query, Random random)
    {
        if (query.Length < 5 || random.NextDouble() >= Mistyped)
        {
            return query;
        }

        var letters = query.ToCharArray();
        var at = random.Next(letters.Length - 1);
        (letters[at], letters[at + 1]) = (letters[at + 1], letters[at]);
        return new string(letters);
    }
}
