using System.Security.Cryptography;
using System.Text;

namespace FeedbackLoop.DbManager.Reading;

/// <summary>A row that makes sense: an item as the catalogue keeps it, or the wish to remove one.</summary>
internal sealed record CatalogRow
{
    public required int Line { get; init; }
    public required string Id { get; init; }
    public bool Deleted { get; init; }
    public string Title { get; init; } = "";
    public string? Description { get; init; }
    public string? Category { get; init; }
    public string? Type { get; init; }
    public string? Colour { get; init; }

    /// <summary>Null when the catalogue names none: the shop then shows no price.</summary>
    public decimal? Price { get; init; }
    public bool Available { get; init; } = true;

    /// <summary>Path of the picture below the catalogue's folder.</summary>
    public string? Image { get; init; }

    /// <summary>All other columns that have a value, as a JSON object.</summary>
    public string AttributesJson { get; init; } = "{}";

    /// <summary>SHA-256 of all that is kept of the row and of its picture: the same hash, nothing to do.</summary>
    public byte[] Hash(byte[]? pictureHash)
    {
        var text = string.Join('\u001f', Id, Title, Description, Category, Type, Colour, Price?.ToString("G29", System.Globalization.CultureInfo.InvariantCulture), Available ? "1" : "0", AttributesJson);
        return SHA256.HashData([.. Encoding.UTF8.GetBytes(text), .. pictureHash ?? []]);
    }
}
