using FeedbackLoop.EventCollector.Status;
using FeedbackLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FeedbackLoop.EventCollector.Tests;

public sealed class StoredCountsTests
{
    [Fact]
    public async Task A_new_process_goes_on_counting_where_the_last_one_ended()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var database = await PostgresServer.CreateDatabaseAsync();
        await using var insert = database.DataSource.CreateCommand(
            """
            insert into event_log (message_id, name, occurred_at, received_at, payload)
            select name || i, name, received_at, received_at, '{}'
            from (values ('Product Clicked', timestamptz '2026-01-01 00:00Z', 3), ('page', '2026-01-02 00:00Z', 2), ('Search Served', '2026-01-03 00:00Z', 4),
                         ('page', now() + interval '1 hour', 5)) as of(name, received_at, n), generate_series(1, n) as series(i)
            on conflict do nothing;
            insert into event_refused (received_at, field, reason, payload) values (now(), 'event', 'is missing.', '{}')
            """);
        await insert.ExecuteNonQueryAsync(cancel);

        var counters = new CollectorCounters();
        using var counting = new StoredCounts(database.DataSource, counters, TimeProvider.System, NullLogger<StoredCounts>.Instance);
        await counting.StartAsync(cancel);
        await counting.ExecuteTask!;

        var status = counters.Read();
        Assert.Equal((5, 1), (status.Accepted, status.Refused));
        Assert.Equal([new("Product Clicked", 3), new("page", 2)], status.AcceptedByName);
        Assert.NotNull(status.LastEventAt);
    }
}
