using FeedbackLoop.Contracts.Features;
using FeedbackLoop.FeatureStore.Counters;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.FeatureStore.Storage;

/// <summary>Table feature: decayed counters per (scope, item). Changes are applied in their order, so that sums come out the same in every rebuild.</summary>
public static class CounterTable
{
    public static async Task ApplyAsync(
        NpgsqlTransaction transaction, IReadOnlyList<CounterChange> changes, FeatureStoreOptions options, CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
        {
            return;
        }

        var keys = changes.Select(c => (c.Scope, c.ItemId)).Distinct().ToArray();
        var scopes = keys.Select(k => k.Scope).ToArray();
        var items = keys.Select(k => k.ItemId).ToArray();
        var counters = await LoadForChangeAsync(transaction, scopes, items, cancellationToken);
        foreach (var change in changes)
        {
            var key = (change.Scope, change.ItemId);
            if (!counters.TryGetValue(key, out var counter))
            {
                counters[key] = counter = new DecayedCounters(change.At);
            }

            counter.Add(change.Counter, change.Amount, change.At, options.SlowHalfLife, options.FastHalfLife);
        }

        await using var copy = await transaction.Connection!.BeginBinaryImportAsync(
            "copy feature (scope, item_id, as_of, slow, fast, revision) from stdin (format binary)", cancellationToken);
        var revision = counters.Revision;
        foreach (var ((scope, item), counter) in counters.OrderBy(c => c.Key))
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(scope, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(item, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(counter.AsOf.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(counter.Slow, NpgsqlDbType.Array | NpgsqlDbType.Double, cancellationToken);
            await copy.WriteAsync(counter.Fast, NpgsqlDbType.Array | NpgsqlDbType.Double, cancellationToken);
            await copy.WriteAsync(revision, NpgsqlDbType.Bigint, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>All counters of one item, its own scope first.</summary>
    public static async Task<List<FeatureCounters>> LoadItemAsync(NpgsqlDataSource dataSource, string itemId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select scope, as_of, slow, fast from feature where item_id = $1 order by scope limit 1000");
        command.Parameters.Add(new() { Value = itemId });
        var counters = new List<FeatureCounters>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            counters.Add(new FeatureCounters
            {
                Scope = row.GetString(0),
                ItemId = itemId,
                AsOf = new DateTimeOffset(row.GetDateTime(1), TimeSpan.Zero),
                Slow = row.GetFieldValue<double[]>(2),
                Fast = row.GetFieldValue<double[]>(3),
            });
        }

        return counters;
    }

    /// <summary>Takes the rows out of the table; they come back changed. One revision marks the whole batch.</summary>
    private static async Task<LoadedCounters> LoadForChangeAsync(
        NpgsqlTransaction transaction, string[] scopes, string[] items, CancellationToken cancellationToken)
    {
        await using var next = new NpgsqlCommand("select nextval('feature_revision')", transaction.Connection, transaction);
        var counters = new LoadedCounters((long)(await next.ExecuteScalarAsync(cancellationToken))!);
        await using var command = new NpgsqlCommand(
            """
            delete from feature f using unnest($1, $2) as k (scope, item_id)
            where f.scope = k.scope and f.item_id = k.item_id
            returning f.scope, f.item_id, f.as_of, f.slow, f.fast
            """, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = scopes }, new() { Value = items } },
        };
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            counters[(row.GetString(0), row.GetString(1))] = new DecayedCounters(
                new DateTimeOffset(row.GetDateTime(2), TimeSpan.Zero), row.GetFieldValue<double[]>(3), row.GetFieldValue<double[]>(4));
        }

        return counters;
    }

    private sealed class LoadedCounters(long revision) : Dictionary<(string Scope, string ItemId), DecayedCounters>
    {
        public long Revision => revision;
    }
}
