using System.Text;
using System.Threading.Channels;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.EventCollector.Tracking;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.EventCollector.Refused;

/// <summary>Keeps refused events for the operator, newest <see cref="CollectorOptions.RefusedKept"/>. Written a moment after the sender was told: what they
/// say is a help for finding faults, not part of the record, and a flood of bad events must not slow down good ones.</summary>
internal sealed class RefusedEvents(NpgsqlDataSource dataSource, IOptions<CollectorOptions> options, ILogger<RefusedEvents> logger) : BackgroundService
{
    private const int PayloadBytes = 4096;
    private const int WriteAtOnce = 500;

    private readonly Channel<Row> _queue = Channel.CreateBounded<Row>(new BoundedChannelOptions(10_000)
    {
        FullMode = BoundedChannelFullMode.DropOldest,
        SingleReader = true,
    });

    public void Add(DateTimeOffset receivedAt, string? personId, string field, string reason, ReadOnlySpan<byte> payload) =>
        _queue.Writer.TryWrite(new(receivedAt, personId, field.Length == 0 ? "event" : field, reason, Shorten(payload)));

    /// <summary>Newest first.</summary>
    /// <param name="take">Most to return.</param>
    /// <param name="before">Only those with a smaller id; null: from the newest.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<RefusedEvent>> ListAsync(int take, long? before, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            "select id, received_at, field, reason, payload from event_refused where id < $1 order by id desc limit $2");
        command.Parameters.Add(new() { Value = before ?? long.MaxValue });
        command.Parameters.Add(new() { Value = take });
        var events = new List<RefusedEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)));
        }

        return events;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rows = new List<Row>(WriteAtOnce);
        while (await WaitAsync(stoppingToken))
        {
            while (rows.Count < WriteAtOnce && _queue.Reader.TryRead(out var row))
            {
                rows.Add(row);
            }

            try
            {
                await WriteAsync(rows);
                rows.Clear();
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                logger.LogWarning(failure, "{Count} refused events are not stored yet", rows.Count);
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // What waited before the end is written; what could not be is left.
        async Task<bool> WaitAsync(CancellationToken stopping)
        {
            if (rows.Count > 0)
            {
                return true;
            }

            try
            {
                return await _queue.Reader.WaitToReadAsync(stopping);
            }
            catch (OperationCanceledException)
            {
                return _queue.Reader.TryPeek(out _);
            }
        }
    }

    private async Task WriteAsync(List<Row> rows)
    {
        await using var command = dataSource.CreateCommand(
            """
            with added as (
                insert into event_refused (received_at, person_id, field, reason, payload)
                select * from unnest($1, $2, $3, $4, $5)
                returning id)
            delete from event_refused where id <= (select max(id) from added) - $6
            """);
        command.Parameters.Add(new() { Value = rows.ConvertAll(row => row.ReceivedAt.UtcDateTime), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = rows.ConvertAll(row => row.PersonId), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Field), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Reason), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Payload), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (long)options.Value.RefusedKept });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The start of the event as text. It may be anything, so what PostgreSQL's text cannot hold is replaced.</summary>
    private static string Shorten(ReadOnlySpan<byte> payload)
    {
        var text = Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, PayloadBytes)]).Replace('\0', '\ufffd');
        return payload.Length > PayloadBytes ? text.TrimEnd('\ufffd') + "…" : text;
    }

    private sealed record Row(DateTimeOffset ReceivedAt, string? PersonId, string Field, string Reason, string Payload);
}
