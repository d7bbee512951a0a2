using FeedbackLoop.Contracts.Events;
using Npgsql;

namespace FeedbackLoop.EventCollector.Status;

/// <summary>Counts, once and beside the intake, what the log held when this process started. A log too large to count in a few seconds is estimated.</summary>
internal sealed class StoredCounts(NpgsqlDataSource dataSource, CollectorCounters counters, TimeProvider time, ILogger<StoredCounts> logger) : BackgroundService
{
    private const int CountingSeconds = 10;

    /// <summary>What is received from now on is counted as it comes.</summary>
    private readonly DateTimeOffset _started = time.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await CountAsync(stoppingToken);
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException && !stoppingToken.IsCancellationRequested)
            {
                logger.LogDebug(failure, "The stored events are not counted yet");
                await Task.Delay(TimeSpan.FromSeconds(5), time, stoppingToken);
            }
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var last = await ScalarAsync<DateTime?>(connection, "select received_at from event_log order by position desc limit 1", cancellationToken);
        var refused = await ScalarAsync<long>(connection, "select count(*) from event_refused", cancellationToken);
        Dictionary<string, long> byName = [];
        try
        {
            // SearchApi's and the feature store's own events are not the collector's.
            await using var command = new NpgsqlCommand("select name, count(*) from event_log where received_at < $1 and name <> all($2) group by name", connection)
            {
                CommandTimeout = CountingSeconds,
                Parameters = { new() { Value = _started.UtcDateTime }, new() { Value = new[] { EventNames.SearchServed, EventNames.Tick } } },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                byName.Add(reader.GetString(0), reader.GetInt64(1));
            }
        }
        catch (NpgsqlException failure) when (failure.InnerException is TimeoutException)
        {
            var estimate = await ScalarAsync<float>(connection, "select reltuples from pg_class where oid = 'event_log'::regclass", cancellationToken);
            byName = new() { ["(estimated)"] = Math.Max(0, (long)estimate) };
        }

        counters.AddStored(byName, refused, last is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null);
    }

    private static async Task<T?> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }
}
