using System.Text.Json;
using FeedbackLoop.Contracts.Search;
using Microsoft.Extensions.Caching.Distributed;

namespace FeedbackLoop.Web.Search;

/// <summary>Keeps the answer to a spoken question until the page that shows it is loaded: asking again would be another search.</summary>
public sealed class HeardStore(IDistributedCache cache)
{
    private static readonly DistributedCacheEntryOptions Lifetime = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(20) };

    public Task KeepAsync(SearchResponse response, CancellationToken ct) =>
        cache.SetAsync("heard:" + response.SearchId, JsonSerializer.SerializeToUtf8Bytes(response), Lifetime, ct);

    public async Task<SearchResponse?> FindAsync(string searchId, CancellationToken ct)
    {
        var bytes = await cache.GetAsync("heard:" + searchId, ct);
        return bytes is null ? null : JsonSerializer.Deserialize<SearchResponse>(bytes);
    }
}
