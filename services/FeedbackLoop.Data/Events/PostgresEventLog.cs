using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FeedbackLoop.Data.Events;

/// <summary>The event log as one table of PostgreSQL. Writing is <see cref="PostgresEventWriter"/>'s; reading polls by position, which is safe because
/// positions become visible in order.</summary>
public sealed class PostgresEventLog(
    NpgsqlDataSource dataSource, IOptions<EventLogOptions> options, TimeProvider time, ILogger<PostgresEventLog> logger) : IEventLog, IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);

    private readonly PostgresEventWriter _writer = new(dataSource, options.Value, logger);

    public Task<int> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken = default) =>
        events.Count == 0 ? Task.FromResult(0) : _writer.AppendAsync(events, cancellationToken);

    public async IAsyncEnumerable<EventBatch> ReadAsync(
        IReadOnlyDictionary<int, long> after, int maxBatch, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        var position = after.GetValueOrDefault(0, 0);
        var failing = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            IReadOnlyList<LoggedEvent> batch = [];
            try
            {
                batch = await ReadBatchAsync(position, maxBatch, cancellationToken);
                failing = false;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && failure is NpgsqlException or IOException or TimeoutException)
            {
                if (!failing)
                {
                    logger.LogWarning(failure, "The event log cannot be read; following goes on when PostgreSQL answers again");
                }

                failing = true;
            }

            if (batch.Count > 0)
            {
                var from = position;
                position = batch[^1].Position;
                yield return new(new Dictionary<int, long> { [0] = from }, batch, new Dictionary<int, long> { [0] = position });
            }

            // A batch that is not full reached the end: what comes next is still being written.
            if (batch.Count < maxBatch)
            {
                await Task.Delay(failing ? RetryInterval : options.Value.PollInterval, time, cancellationToken);
            }
        }
    }

    public async Task<IReadOnlyDictionary<int, long>> EndAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = dataSource.CreateCommand("select coalesce(max(position), 0) from event_log");
            return new Dictionary<int, long> { [0] = (long)(await command.ExecuteScalarAsync(cancellationToken))! };
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
        {
            throw new EventLogUnavailableException("The event log cannot be read.", failure);
        }
    }

    public async Task<long> EraseAsync(string personId, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var refused = new NpgsqlCommand("delete from event_refused where person_id = $1", connection, transaction)
            {
                Parameters = { new() { Value = personId } },
            };
            await refused.ExecuteNonQueryAsync(cancellationToken);
            await using var logged = new NpgsqlCommand("delete from event_log where person_id = $1", connection, transaction)
            {
                Parameters = { new() { Value = personId } },
            };
            var erased = await logged.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return erased;
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
        {
            throw new EventLogUnavailableException("The event log did not erase: nothing was removed, or its answer was lost.", failure);
        }
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task<IReadOnlyList<LoggedEvent>> ReadBatchAsync(long position, int maxBatch, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select position, message_id, person_id, name, search_id, occurred_at, received_at, traceparent, payload
            from event_log where position > $1 order by position limit $2
            """, connection)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = position }, new NpgsqlParameter<int> { TypedValue = maxBatch } },
        };
        await command.PrepareAsync(cancellationToken);
        var batch = new List<LoggedEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            batch.Add(new(
                Partition: 0,
                Position: reader.GetInt64(0),
                MessageId: reader.GetString(1),
                PersonId: reader.IsDBNull(2) ? null : reader.GetString(2),
                Name: reader.GetString(3),
                SearchId: reader.IsDBNull(4) ? null : reader.GetString(4),
                OccurredAt: reader.GetFieldValue<DateTimeOffset>(5),
                ReceivedAt: reader.GetFieldValue<DateTimeOffset>(6),
                TraceParent: reader.IsDBNull(7) ? null : reader.GetString(7),
                Payload: reader.GetFieldValue<byte[]>(8)));
        }

        return batch;
    }
}
