using FeedbackLoop.Contracts.Catalog;
using Microsoft.Extensions.Caching.Memory;

namespace FeedbackLoop.Web.Search;

/// <summary>What the catalogue holds, at most half a minute old. Without an answer the pages do without: it only decorates.</summary>
public sealed class CatalogFacetsCache(SearchClient search, IMemoryCache cache)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    public async Task<CatalogFacets?> GetAsync(CancellationToken ct)
    {
        if (cache.TryGetValue<CatalogFacets>(typeof(CatalogFacets), out var kept)) return kept;
        var answer = await search.FacetsAsync(ct);
        // An empty catalogue is still being imported: look again at the next visit.
        if (answer.Value is { Items: > 0 } facets) cache.Set(typeof(CatalogFacets), facets, Lifetime);
        return answer.Value;
    }
}
