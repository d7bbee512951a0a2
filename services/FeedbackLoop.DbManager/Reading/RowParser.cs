using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FeedbackLoop.DbManager.Reading;

/// <summary>Checks a row's values and gives them their types. Columns that it does not know become attributes.</summary>
internal static class RowParser
{
    private const int MaxId = 128;
    private const int MaxTitle = 1000;
    private const int MaxText = 50_000;
    private const int MaxAttributes = 200;
    private static readonly HashSet<string> Known = ["id", "image", "title", "description", "category", "type", "colour", "color", "price", "available", "deleted"];
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The row, or why it is refused.</summary>
    public static (CatalogRow? Row, string? Refusal) Parse(CatalogLine line)
    {
        if (line.Fields is not { } fields)
        {
            return (null, line.Refusal);
        }
        foreach (var (name, text) in fields)
        {
            if (Unstorable(text) || Unstorable(name))
            {
                return (null, $"Column '{Printable(name)}' holds a character that cannot be stored (NUL or half of a surrogate pair).");
            }
        }
        var id = Value("id");
        if (id is null)
        {
            return (null, "The id is missing.");
        }
        if (id.Length > MaxId)
        {
            return (null, $"The id has {id.Length} characters; at most {MaxId} are taken.");
        }
        if (!TryFlag(Value("deleted"), false, out var deleted))
        {
            return (null, $"deleted '{Printable(Value("deleted")!)}' is neither true nor false.");
        }
        if (deleted)
        {
            return (new CatalogRow { Line = line.Line, Id = id, Deleted = true }, null);
        }
        var title = Value("title");
        if (title is null)
        {
            return (null, "The title is missing.");
        }
        if (title.Length > MaxTitle)
        {
            return (null, $"The title has {title.Length} characters; at most {MaxTitle} are taken.");
        }
        var tooLong = fields.FirstOrDefault(field => field.Value.Length > MaxText);
        if (tooLong.Key is not null)
        {
            return (null, $"Column '{Printable(tooLong.Key)}' has {tooLong.Value.Length} characters; at most {MaxText} are taken.");
        }
        decimal? price = null;
        if (Value("price") is { } priceText)
        {
            if (!decimal.TryParse(priceText, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var parsed))
            {
                return (null, $"The price '{Printable(priceText)}' is not a number such as 12.50.");
            }
            if (parsed is < 0 or >= 10_000_000_000m)
            {
                return (null, $"The price '{Printable(priceText)}' is out of range.");
            }
            price = Math.Round(parsed, 2, MidpointRounding.AwayFromZero);
        }
        if (!TryFlag(Value("available"), true, out var available))
        {
            return (null, $"available '{Printable(Value("available")!)}' is neither true nor false.");
        }
        var attributes = fields.Where(field => !Known.Contains(field.Key) && !string.IsNullOrWhiteSpace(field.Value)).OrderBy(field => field.Key, StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => field.Value.Trim());
        if (attributes.Count > MaxAttributes)
        {
            return (null, $"The row has {attributes.Count} attributes; at most {MaxAttributes} are taken.");
        }
        return (new CatalogRow
        {
            Line = line.Line,
            Id = id,
            Title = title,
            Description = Value("description"),
            Category = Value("category"),
            Type = Value("type"),
            Colour = Value("colour") ?? Value("color"),
            Price = price,
            Available = available,
            Image = Value("image"),
            AttributesJson = JsonSerializer.Serialize(attributes, Plain),
        }, null);

        string? Value(string name) => fields.TryGetValue(name, out var text) && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
    }

    /// <summary>Text from outside, fit for a message.</summary>
    public static string Printable(string text)
    {
        var safe = string.Concat(text.Take(80).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return text.Length > 80 ? safe + "…" : safe;
    }

    private static bool TryFlag(string? text, bool absent, out bool flag)
    {
        flag = absent;
        switch (text?.ToLowerInvariant())
        {
            case null: return true;
            case "true" or "1" or "yes": flag = true; return true;
            case "false" or "0" or "no": flag = false; return true;
            default: return false;
        }
    }

    private static bool Unstorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || (char.IsLowSurrogate(text[i])) || (char.IsHighSurrogate(text[i]) && (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))))
            {
                return true;
            }
            if (char.IsHighSurrogate(text[i]))
            {
                i++;
            }
        }
        return false;
    }
}
