using FeedbackLoop.Data.Events;
using FeedbackLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FeedbackLoop.Data.Tests.Events;

public sealed class PostgresEventLogTests : EventLogContract
{
    private readonly List<PostgresEventLog> _logs = [];
    private TestDatabase _database = null!;

    public override async ValueTask InitializeAsync() => _database = await PostgresServer.CreateDatabaseAsync();

    public override async ValueTask DisposeAsync()
    {
        foreach (var log in _logs)
        {
            await log.DisposeAsync();
        }

        await _database.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Many_appends_share_a_commit()
    {
        var log = Open();
        await log.AppendAsync([Event("first")], Timeout);
        var before = await TransactionsAsync();
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => log.AppendAsync([Event($"m{i}")], Timeout)));
        Assert.InRange(await TransactionsAsync() - before, 1, 200);
        Assert.Equal(2001, await CountAsync(log));
    }

    [Fact]
    public async Task An_append_larger_than_a_commit_is_taken_whole()
    {
        var log = Open(new EventLogOptions { MaxCommitEvents = 10 });
        Assert.Equal(25, await log.AppendAsync([.. Enumerable.Range(0, 25).Select(i => Event($"m{i}"))], Timeout));
        Assert.Equal(25, await CountAsync(log));
    }

    [Fact]
    public async Task An_unreachable_database_is_reported_as_such()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
        await using var log = new PostgresEventLog(nowhere, Options.Create(new EventLogOptions()), TimeProvider.System, NullLogger<PostgresEventLog>.Instance);
        await Assert.ThrowsAsync<EventLogUnavailableException>(() => log.AppendAsync([Event("a")], Timeout));
        await Assert.ThrowsAsync<EventLogUnavailableException>(() => log.EndAsync(Timeout));
        await Assert.ThrowsAsync<EventLogUnavailableException>(() => log.EraseAsync("a", Timeout));
    }

    [Fact]
    public async Task A_connection_that_died_unused_costs_nothing()
    {
        var log = Open();
        await log.AppendAsync([Event("a")], Timeout);
        await using (var kill = _database.DataSource.CreateCommand(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"))
        {
            Assert.NotEqual(0L, await kill.ExecuteScalarAsync(Timeout));
        }

        Assert.Equal(1, await log.AppendAsync([Event("b")], Timeout));
        Assert.Equal(2, await CountAsync(log));
    }

    [Fact]
    public async Task Refused_events_of_a_forgotten_person_go_too()
    {
        var log = Open();
        await ExecuteAsync("insert into event_refused (received_at, person_id, field, reason, payload) values (now(), 'alice', 'f', 'r', '{}'), (now(), null, 'f', 'r', '{}')");
        await log.EraseAsync("alice", Timeout);
        await using var count = _database.DataSource.CreateCommand("select count(*) from event_refused");
        Assert.Equal(1L, await count.ExecuteScalarAsync(Timeout));
    }

    protected override IEventLog Open() => Open(new EventLogOptions());

    private PostgresEventLog Open(EventLogOptions options)
    {
        var log = new PostgresEventLog(_database.DataSource, Options.Create(options), TimeProvider.System, NullLogger<PostgresEventLog>.Instance);
        _logs.Add(log);
        return log;
    }

    /// <summary>How many transactions wrote to the log: every row remembers its own.</summary>
    private async Task<long> TransactionsAsync()
    {
        await using var command = _database.DataSource.CreateCommand("select count(distinct xmin::text) from event_log");
        return (long)(await command.ExecuteScalarAsync(Timeout))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Timeout);
    }
}
