namespace FeedbackLoop.Contracts.Catalog;

/// <summary>Answer of GET /api/catalog/facets: what the catalogue holds, for the page before the first search. Lists are most frequent first.</summary>
public sealed record CatalogFacets
{
    public required long Items { get; init; }

    /// <summary>Category paths as items carry them ("Apparel > Topwear").</summary>
    public required IReadOnlyList<CatalogFacet> Categories { get; init; }
    public required IReadOnlyList<CatalogFacet> Types { get; init; }
    public required IReadOnlyList<CatalogFacet> Colours { get; init; }

    /// <summary>Null when no item has a price.</summary>
    public decimal? MinPrice { get; init; }
    public decimal? MaxPrice { get; init; }
}

/// <summary>One value with the number of items that have it and the picture of one of them (an /images/{itemId} path; null when none has one).</summary>
public sealed record CatalogFacet(string Value, int Count, string? ImageUrl = null);
