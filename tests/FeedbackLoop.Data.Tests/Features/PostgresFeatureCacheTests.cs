using FeedbackLoop.Data.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace FeedbackLoop.Data.Tests.Features;

/// <summary>Memory over PostgreSQL.</summary>
public sealed class PostgresFeatureCacheTests : FeatureCacheContract
{
    private readonly List<PostgresFeatureCache> _caches = [];

    public override async ValueTask DisposeAsync()
    {
        foreach (var cache in _caches)
        {
            await cache.StopAsync(CancellationToken.None);
            cache.Dispose();
        }

        await base.DisposeAsync();
    }

    protected override async Task<IFeatureCache> OpenAsync()
    {
        var cache = new PostgresFeatureCache(Database.DataSource, TimeProvider.System, NullLogger<PostgresFeatureCache>.Instance);
        _caches.Add(cache);
        await cache.StartAsync(Timeout);
        return cache;
    }
}
