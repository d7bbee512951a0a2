using System.Text.Json;

namespace FeedbackLoop.DbManager.Reading;

/// <summary>One JSON object a line, with the names of the CSV columns; "deleted": true removes an item.</summary>
internal static class NdjsonCatalogReader
{
    private const int MaxLine = 1_000_000;

    public static IEnumerable<CatalogLine> Read(TextReader text)
    {
        for (var line = 1; text.ReadLine() is { } json; line++)
        {
            if (!string.IsNullOrWhiteSpace(json))
            {
                yield return json.Length > MaxLine ? new(line, null, $"The line has {json.Length} characters; at most {MaxLine} are taken.") : Parse(line, json);
            }
        }
    }

    private static CatalogLine Parse(int line, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new(line, null, "The line is not a JSON object.");
            }
            var fields = new Dictionary<string, string>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var name = property.Name.Trim().ToLowerInvariant();
                var value = property.Value.ValueKind switch
                {
                    JsonValueKind.Null => "",
                    JsonValueKind.String => property.Value.GetString()!,
                    JsonValueKind.Array when property.Value.EnumerateArray().All(element => element.ValueKind is JsonValueKind.String or JsonValueKind.Number) =>
                        string.Join(", ", property.Value.EnumerateArray().Select(element => element.ToString())),
                    JsonValueKind.Object or JsonValueKind.Array => null,
                    _ => property.Value.GetRawText(),
                };
                if (value is null)
                {
                    return new(line, null, $"'{RowParser.Printable(name)}' is not a text, a number, true, false or a list of them.");
                }
                if (!fields.TryAdd(name, value))
                {
                    return new(line, null, $"'{RowParser.Printable(name)}' is given twice.");
                }
            }
            return new(line, fields);
        }
        catch (JsonException exception)
        {
            return new(line, null, $"The line is not JSON (at character {exception.BytePositionInLine + 1}).");
        }
        catch (InvalidOperationException)
        {
            return new(line, null, "The line holds a text that is not Unicode (half of a surrogate pair).");
        }
    }
}
