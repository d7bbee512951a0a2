using FeedbackLoop.Contracts.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackExchange.Redis;

namespace FeedbackLoop.Data.Features;

/// <summary>
/// Brings the table "feature" into Redis and follows its revision, beside the service that writes the table. One process at a time has the lease. It fills a
/// generation of its own when it starts, when Redis has lost what it held, after a rebuild, and when the generation is old; only then is it named current, so
/// that nobody reads half of it. Everything in Redis expires unless it is kept up: what is left behind goes by itself.
/// </summary>
internal sealed class RedisFeaturePublisher(
    IConnectionMultiplexer redis, NpgsqlDataSource dataSource, FeatureCacheOptions options, TimeProvider time, ILogger<RedisFeaturePublisher> logger)
    : BackgroundService
{
    /// <summary>Writes under way at once: they are pipelined, so that filling waits for the network once per so many.</summary>
    private const int Pipelined = 1000;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);

    private readonly string _self = Guid.NewGuid().ToString("N");
    private string? _generation;
    private long _filled;
    private long _revision;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        var failing = false;
        do
        {
            try
            {
                await PublishAsync(stoppingToken);
                failing = false;
            }
            catch (Exception failure) when (failure is RedisException or NpgsqlException or TimeoutException or IOException && !stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                {
                    logger.LogWarning(failure, "Features do not reach Redis; searches take them from PostgreSQL meanwhile");
                }

                failing = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await redis.GetDatabase().LockReleaseAsync(RedisFeatureFormat.Lease, _self);
        }
        catch (RedisException failure)
        {
            logger.LogDebug(failure, "The lease was not given back; it expires");
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var database = redis.GetDatabase();
        if (!await database.LockExtendAsync(RedisFeatureFormat.Lease, _self, LeaseTime) && !await database.LockTakeAsync(RedisFeatureFormat.Lease, _self, LeaseTime))
        {
            _generation = null;
            return;
        }

        var (start, end) = await RangeAsync(cancellationToken);
        string? current = await database.StringGetAsync(RedisFeatureFormat.Current);
        if (_generation is null || current != _generation || end < _revision || start > _revision || time.GetElapsedTime(_filled) > options.Lifetime)
        {
            await FillAsync(database, end, cancellationToken);
        }
        else if (end > _revision)
        {
            await WriteAsync(database, _generation, _revision, cancellationToken);
            _revision = end;
        }

        await database.StringSetAsync(RedisFeatureFormat.Current, _generation, options.Heartbeat);
    }

    private async Task FillAsync(IDatabase database, long end, CancellationToken cancellationToken)
    {
        var generation = Guid.NewGuid().ToString("N");
        var since = time.GetTimestamp();
        var count = await WriteAsync(database, generation, after: -1, cancellationToken);
        (_generation, _revision, _filled) = (generation, end, since);
        logger.LogInformation("{Count} features are in Redis after {Milliseconds} ms", count, (long)time.GetElapsedTime(since).TotalMilliseconds);
    }

    /// <summary>Writes what changed after a revision. All of it has arrived when this returns.</summary>
    private async Task<long> WriteAsync(IDatabase database, string generation, long after, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"select {FeatureRow.Columns} from feature where revision > $1 order by scope");
        command.Parameters.Add(new() { Value = after });
        var writes = new List<Task>(Pipelined);
        var count = 0L;
        string? last = null;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var counters = FeatureRow.Read(row);
            var key = RedisFeatureFormat.Scope(generation, counters.Scope);
            writes.Add(database.HashSetAsync(key, counters.ItemId, RedisFeatureFormat.Write(counters)));
            if (counters.Scope != last)
            {
                writes.Add(database.KeyExpireAsync(key, 2 * options.Lifetime));
                last = counters.Scope;
            }

            count++;
            if (writes.Count >= Pipelined)
            {
                await ArriveAsync();
            }
        }

        await ArriveAsync();
        return count;

        async Task ArriveAsync()
        {
            await Task.WhenAll(writes);
            writes.Clear();

            // Filling a large table takes longer than the lease.
            await database.LockExtendAsync(RedisFeatureFormat.Lease, _self, LeaseTime);
        }
    }

    private async Task<(long Start, long End)> RangeAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select coalesce(min(revision), -1), coalesce(max(revision), -1) from feature");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
