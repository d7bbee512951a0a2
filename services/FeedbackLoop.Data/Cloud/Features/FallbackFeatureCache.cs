using FeedbackLoop.Contracts.Features;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FeedbackLoop.Data.Features;

/// <summary>
/// Asks a cache, and where it fails the table behind it: slower, and right. A circuit breaker keeps the latency bounded: after a few failures in a row the
/// cache is left alone for a while, and then one search tries it. With both away nothing is known of any item, and searches are ranked by relevance.
/// </summary>
internal sealed class FallbackFeatureCache(
    IFeatureCache cache, IFeatureCache table, FeatureCacheOptions options, TimeProvider time, ILogger<FallbackFeatureCache> logger) : IFeatureCache
{
    private const int FailuresToOpen = 3;

    private readonly Lock _gate = new();
    private int _failures;
    private long _opened;
    private bool _isTableAway;

    public async ValueTask GetAsync(
        IReadOnlyList<string> scopes, IReadOnlyList<string> itemIds, Memory<FeatureCounters?> found, CancellationToken cancellationToken = default)
    {
        FeatureMatrix.ThrowIfTooSmall(scopes, itemIds, found);
        if (MayTry())
        {
            try
            {
                await cache.GetAsync(scopes, itemIds, found, cancellationToken);
                Succeeded();
                return;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                Failed(failure);
            }
        }

        try
        {
            await table.GetAsync(scopes, itemIds, found, cancellationToken);
            _isTableAway = false;
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            found.Span[..(scopes.Count * itemIds.Count)].Clear();
            if (!_isTableAway)
            {
                logger.LogWarning(failure, "Neither the feature cache nor the table behind it answers; searches are ranked by relevance alone");
            }

            _isTableAway = true;
        }
    }

    private bool MayTry()
    {
        lock (_gate)
        {
            if (_failures < FailuresToOpen)
            {
                return true;
            }

            if (time.GetElapsedTime(_opened) < options.BreakDuration)
            {
                return false;
            }

            _opened = time.GetTimestamp(); // the others wait for what this one finds
            return true;
        }
    }

    private void Succeeded()
    {
        lock (_gate)
        {
            if (_failures >= FailuresToOpen)
            {
                logger.LogInformation("The feature cache answers again");
            }

            _failures = 0;
        }
    }

    private void Failed(Exception failure)
    {
        lock (_gate)
        {
            if (++_failures == FailuresToOpen)
            {
                _opened = time.GetTimestamp();
                logger.LogWarning(failure, "The feature cache does not answer; features come from PostgreSQL, and it is tried again every {Seconds} s", options.BreakDuration.TotalSeconds);
            }
        }
    }
}
