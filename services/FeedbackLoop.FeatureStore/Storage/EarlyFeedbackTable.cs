using FeedbackLoop.Data.Events;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.FeatureStore.Storage;

/// <summary>Table early_feedback: events that wait for the search that they name.</summary>
public static class EarlyFeedbackTable
{
    public static async Task<List<(string SearchId, LoggedEvent Event)>> LoadAsync(
        NpgsqlTransaction transaction, string[] searchIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select search_id, partition, position, person_id, name, occurred_at, received_at, traceparent, payload
            from early_feedback where search_id = any($1) order by partition, position
            """, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = searchIds } },
        };
        var waiting = new List<(string, LoggedEvent)>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            waiting.Add((row.GetString(0), new LoggedEvent(
                row.GetInt32(1), row.GetInt64(2), "", row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4), row.GetString(0),
                new DateTimeOffset(row.GetDateTime(5), TimeSpan.Zero), new DateTimeOffset(row.GetDateTime(6), TimeSpan.Zero),
                row.IsDBNull(7) ? null : row.GetString(7), row.GetFieldValue<byte[]>(8))));
        }

        return waiting;
    }

    public static async Task SaveAsync(
        NpgsqlTransaction transaction,
        IReadOnlyCollection<(LoggedEvent Event, string SearchId)> arrived,
        IReadOnlyCollection<string> settled,
        DateTimeOffset dropBefore,
        CancellationToken cancellationToken)
    {
        if (arrived.Count > 0)
        {
            await using var copy = await transaction.Connection!.BeginBinaryImportAsync(
                """
                copy early_feedback (search_id, partition, position, person_id, name, occurred_at, received_at, traceparent, payload)
                from stdin (format binary)
                """, cancellationToken);
            foreach (var (logged, searchId) in arrived)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(searchId, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(logged.Partition, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(logged.Position, NpgsqlDbType.Bigint, cancellationToken);
                await WriteTextAsync(copy, logged.PersonId, cancellationToken);
                await copy.WriteAsync(logged.Name, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(logged.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(logged.ReceivedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
                await WriteTextAsync(copy, logged.TraceParent, cancellationToken);
                await copy.WriteAsync(logged.Payload.ToArray(), NpgsqlDbType.Bytea, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        if (settled.Count > 0)
        {
            await DeleteAsync("search_id = any($1)", settled.ToArray());
        }

        await DeleteAsync("received_at < $1", dropBefore.UtcDateTime);

        // Two statements, because each has an index of its own: a flood about unknown searches must not be scanned with every batch.
        async Task DeleteAsync(string which, object value)
        {
            await using var delete = new NpgsqlCommand($"delete from early_feedback where {which}", transaction.Connection, transaction)
            {
                Parameters = { new() { Value = value } },
            };
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? value, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);
}
