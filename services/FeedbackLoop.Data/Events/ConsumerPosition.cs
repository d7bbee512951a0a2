using Npgsql;

namespace FeedbackLoop.Data.Events;

/// <summary>Where a follower of the log stands, stored in the transaction that stores the follower's effects.</summary>
public static class ConsumerPosition
{
    /// <summary>Partition to last counted position; empty for a new consumer.</summary>
    public static async Task<Dictionary<int, long>> LoadAsync(NpgsqlDataSource dataSource, string consumer, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await LoadAsync(connection, consumer, cancellationToken);
    }

    /// <summary>The same inside a transaction.</summary>
    public static Task<Dictionary<int, long>> LoadAsync(NpgsqlTransaction transaction, string consumer, CancellationToken cancellationToken) =>
        LoadAsync(transaction.Connection!, consumer, cancellationToken);

    private static async Task<Dictionary<int, long>> LoadAsync(NpgsqlConnection connection, string consumer, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select partition, position from log_consumer where consumer = $1", connection)
        {
            Parameters = { new() { Value = consumer } },
        };
        var positions = new Dictionary<int, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            positions[reader.GetInt32(0)] = reader.GetInt64(1);
        }

        return positions;
    }

    public static async Task SaveAsync(NpgsqlTransaction transaction, string consumer, int partition, long position, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into log_consumer (consumer, partition, position) values ($1, $2, $3)
            on conflict (consumer, partition) do update set position = excluded.position
            """, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = consumer }, new() { Value = partition }, new() { Value = position } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
