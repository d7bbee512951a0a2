using System.Collections.Concurrent;
using FeedbackLoop.Contracts.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FeedbackLoop.Data.Features;

/// <summary>The online features of the embedded profile: the table "feature" in memory, followed by its revision.
/// FeatureStore is its only writer, one transaction after the other, so the highest revision seen is where to go on.</summary>
public sealed class PostgresFeatureCache(NpgsqlDataSource dataSource, TimeProvider time, ILogger<PostgresFeatureCache> logger)
    : BackgroundService, IFeatureCache
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private volatile ConcurrentDictionary<string, ConcurrentDictionary<string, FeatureCounters>> _scopes = new(StringComparer.Ordinal);
    private long _revision = -1;

    /// <summary>The revision of the newest feature in memory; -1 when there is none.</summary>
    public long Revision => Interlocked.Read(ref _revision);

    public ValueTask GetAsync(
        IReadOnlyList<string> scopes, IReadOnlyList<string> itemIds, Memory<FeatureCounters?> found, CancellationToken cancellationToken = default)
    {
        if (found.Length < scopes.Count * itemIds.Count)
        {
            throw new ArgumentException($"needs {scopes.Count} x {itemIds.Count} places, has {found.Length}", nameof(found));
        }

        var all = _scopes;
        var span = found.Span;
        for (var s = 0; s < scopes.Count; s++)
        {
            var row = span.Slice(s * itemIds.Count, itemIds.Count);
            if (!all.TryGetValue(scopes[s], out var items))
            {
                row.Clear();
                continue;
            }

            for (var i = 0; i < row.Length; i++)
            {
                row[i] = items.GetValueOrDefault(itemIds[i]);
            }
        }

        return ValueTask.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var failing = false;
        do
        {
            try
            {
                await FollowAsync(stoppingToken);
                failing = false;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                if (!failing)
                {
                    logger.LogWarning(exception, "Features cannot be read; serving goes on with those of revision {Revision}", Revision);
                }

                failing = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var (start, end) = await RangeAsync(cancellationToken);
        if (end < _revision || start > _revision)
        {
            // First load, or a rebuild replaced every row: what is no longer in the table must go from memory too.
            _scopes = await LoadAsync(new(StringComparer.Ordinal), -1, cancellationToken);
        }
        else if (end > _revision)
        {
            await LoadAsync(_scopes, _revision, cancellationToken);
        }

        Interlocked.Exchange(ref _revision, end);
    }

    private async Task<(long Start, long End)> RangeAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select coalesce(min(revision), -1), coalesce(max(revision), -1) from feature");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task<ConcurrentDictionary<string, ConcurrentDictionary<string, FeatureCounters>>> LoadAsync(
        ConcurrentDictionary<string, ConcurrentDictionary<string, FeatureCounters>> scopes, long from, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"select {FeatureRow.Columns} from feature where revision > $1");
        command.Parameters.Add(new() { Value = from });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var counters = FeatureRow.Read(reader);
            scopes.GetOrAdd(counters.Scope, static _ => new(StringComparer.Ordinal))[counters.ItemId] = counters;
        }

        return scopes;
    }
}
