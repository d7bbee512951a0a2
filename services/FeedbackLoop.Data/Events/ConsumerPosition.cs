using Npgsql;

namespace FeedbackLoop.Data.Events;

/// <summary>Where a follower of the log stands, stored in the transaction that stores the follower's effects.</summary>
public static class ConsumerPosition
{
    /// <summary>Partition to last counted position; empty for a new consumer.</summary>
    public static async Task<Dictionary<int, long>> LoadAsync(NpgsqlDataSource dataSource, string consumer, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select partition, position from log_consumer where consumer = $1");
        command.Parameters.Add(new() { Value = consumer });
        var positions = new Dictionary<int, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            positions[reader.GetInt32(0)] = reader.GetInt64(1);
        }

        return positions;
    }

    /// <summary>Moves a consumer's stored positions behind a batch, in the transaction that also stores the batch's effects. Of several processes that count
    /// the same batch, each waits here until the one before has committed.</summary>
    /// <returns>The events that are not counted yet; a batch that is handed in twice gives none the second time.</returns>
    /// <exception cref="InvalidOperationException">The stored position is before the batch, for instance because a rebuild put it back: nothing was changed, and
    /// following has to start again from what is stored.</exception>
    public static async Task<List<LoggedEvent>> AdvanceAsync(
        NpgsqlTransaction transaction, string consumer, EventBatch batch, CancellationToken cancellationToken)
    {
        var partitions = batch.Positions.Keys.Order().ToArray();
        var stored = await LockAsync(transaction, consumer, partitions, cancellationToken);
        foreach (var (partition, after) in batch.After)
        {
            if (stored.TryGetValue(partition, out var position) && position < after)
            {
                throw new InvalidOperationException(
                    $"{consumer} has counted partition {partition} up to {position}, but was handed what follows {after}.");
            }
        }

        await using var command = new NpgsqlCommand(
            """
            update log_consumer c set position = greatest(c.position, n.position)
            from unnest($2, $3) as n (partition, position) where c.consumer = $1 and c.partition = n.partition
            """, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = consumer },
                new() { Value = partitions },
                new() { Value = Array.ConvertAll(partitions, p => batch.Positions[p]) },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        return [.. batch.Events.Where(e => e.Position > stored[e.Partition])];
    }

    /// <summary>The stored positions, 0 for a partition not counted yet, their rows locked until the transaction ends.</summary>
    private static async Task<Dictionary<int, long>> LockAsync(
        NpgsqlTransaction transaction, string consumer, int[] partitions, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new("insert into log_consumer (consumer, partition, position) select $1, p, 0 from unnest($2) as p order by p on conflict do nothing")
                {
                    Parameters = { new() { Value = consumer }, new() { Value = partitions } },
                },
                new("select partition, position from log_consumer where consumer = $1 and partition = any($2) order by partition for update")
                {
                    Parameters = { new() { Value = consumer }, new() { Value = partitions } },
                },
            },
        };
        var stored = new Dictionary<int, long>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            stored[reader.GetInt32(0)] = reader.GetInt64(1);
        }

        return stored;
    }
}
