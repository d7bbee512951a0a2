using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Retrieval.Index;
using FeedbackLoop.SearchApi.Catalog;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>Which items a search may return: the filters as they were asked, and what they mean in this catalogue.</summary>
public readonly record struct PassingItems(CatalogSnapshot Catalog, SearchFilters? Filters, SlotBitmap Ordinals)
{
    public static PassingItems Of(CatalogSnapshot catalog, SearchFilters? filters) => new(catalog, filters, catalog.Passing(filters));
}
