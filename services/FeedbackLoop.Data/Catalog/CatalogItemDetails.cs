namespace FeedbackLoop.Data.Catalog;

/// <param name="Description">As the shop wrote it.</param>
/// <param name="AttributesJson">A JSON object of strings; null when there are none.</param>
public sealed record CatalogItemDetails(string? Description, string? AttributesJson);
