using System.Security.Cryptography;
using System.Text;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.SearchApi.Catalog;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>An item in a vector store: its vector, and what searches filter by.</summary>
public sealed class StoredItem
{
    /// <summary>Of <see cref="ItemId"/>: not every store takes texts as keys.</summary>
    public required Guid Key { get; init; }
    public required string ItemId { get; init; }

    /// <summary>The category and all above it, as <see cref="FieldIndex.Key"/> writes them.</summary>
    public required List<string> Categories { get; init; }
    public string? Type { get; init; }
    public string? Colour { get; init; }

    /// <summary>-1 without a price: no filter asks for less than nothing.</summary>
    public required double Price { get; init; }
    public required bool Available { get; init; }
    public required ReadOnlyMemory<float> Vector { get; init; }

    public static StoredItem Of(CatalogItem item, ReadOnlyMemory<float> vector)
    {
        var categories = new List<string>();
        if (KeyOf(item.Category) is { } path)
        {
            categories.Add(path);
            for (var end = path.LastIndexOf('>'); end > 0; end = path.LastIndexOf('>', end - 1))
            {
                categories.Add(path[..end].TrimEnd());
            }
        }

        return new()
        {
            Key = KeyOfItem(item.ItemId),
            ItemId = item.ItemId,
            Categories = categories,
            Type = KeyOf(item.Type),
            Colour = KeyOf(item.Colour),
            Price = (double)(item.Price ?? -1),
            Available = item.Available,
            Vector = vector,
        };
    }

    public static Guid KeyOfItem(string itemId) => new(SHA256.HashData(Encoding.UTF8.GetBytes(itemId)).AsSpan(0, 16));

    /// <summary>How a field's value is compared; null for none.</summary>
    public static string? KeyOf(string? value) => string.IsNullOrWhiteSpace(value) ? null : FieldIndex.Key(value);
}
