namespace FeedbackLoop.Data.Catalog;

/// <summary>The light part of an item that search holds in memory: everything but attributes and the picture's bytes.</summary>
public sealed record CatalogItem
{
    public required string ItemId { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }

    /// <summary>A path, "Apparel > Topwear".</summary>
    public string? Category { get; init; }
    public string? Type { get; init; }
    public string? Colour { get; init; }
    public decimal? Price { get; init; }
    public required bool Available { get; init; }
    public required bool HasImage { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Kept so that old events still join; never shown.</summary>
    public required bool Deleted { get; init; }

    public required long Revision { get; init; }

    /// <summary>The item's text as PostgreSQL's full text search analysed it (column item.search).</summary>
    public required IReadOnlyList<ItemLexeme> Lexemes { get; init; }
}
