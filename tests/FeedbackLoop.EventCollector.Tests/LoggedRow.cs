using Npgsql;

namespace FeedbackLoop.EventCollector.Tests;

/// <summary>An event as the table holds it.</summary>
public sealed record LoggedRow(
    string MessageId, string? PersonId, string Name, string? SearchId, DateTimeOffset OccurredAt, DateTimeOffset ReceivedAt, string? TraceParent, string Payload)
{
    /// <summary>All events of the log whose message id starts with <paramref name="prefix"/>, in order.</summary>
    public static async Task<List<LoggedRow>> FindAsync(NpgsqlDataSource dataSource, string prefix, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            select message_id, person_id, name, search_id, occurred_at, received_at, traceparent, payload
            from event_log where starts_with(message_id, $1) order by position
            """);
        command.Parameters.Add(new() { Value = prefix });
        var rows = new List<LoggedRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetString(0), Text(1), reader.GetString(2), Text(3), reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetFieldValue<DateTimeOffset>(5), Text(6), reader.GetString(7)));
        }

        return rows;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
