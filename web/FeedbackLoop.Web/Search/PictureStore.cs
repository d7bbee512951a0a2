using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Distributed;

namespace FeedbackLoop.Web.Search;

/// <summary>Keeps a picture that somebody searches with for an hour, so that the search has an address: filters, "more" and "back" work as with words.</summary>
public sealed class PictureStore(IDistributedCache cache)
{
    /// <summary>Bytes; the page makes pictures much smaller before it sends them.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private static readonly DistributedCacheEntryOptions Lifetime = new() { SlidingExpiration = TimeSpan.FromHours(1) };

    /// <returns>The key that finds the picture again; nobody can guess it.</returns>
    public async Task<string> KeepAsync(byte[] picture, CancellationToken ct)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await cache.SetAsync("picture:" + key, picture, Lifetime, ct);
        return key;
    }

    /// <returns>null when it was never kept or its hour is over.</returns>
    public Task<byte[]?> FindAsync(string key, CancellationToken ct) => cache.GetAsync("picture:" + key, ct);
}
