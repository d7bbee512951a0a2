using FeedbackLoop.Data.Catalog;

namespace FeedbackLoop.SearchApi.Catalog;

/// <summary>Addresses of an item's parts.</summary>
public static class ItemLinks
{
    /// <summary>/images/{itemId}; null without a picture.</summary>
    public static string? Image(CatalogItem item) => item.HasImage ? "/images/" + Uri.EscapeDataString(item.ItemId) : null;
}
