using System.Collections.Concurrent;
using FeedbackLoop.Data.Events;
using FeedbackLoop.Testing;
using Npgsql;

namespace FeedbackLoop.Data.Kafka.Tests;

/// <summary>A service whose effect is a row per event. The table has no key: what counts twice stands there twice.</summary>
internal sealed class Ledger(TestDatabase database) : IAsyncDisposable
{
    private const string Consumer = "ledger";

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _followers = [];

    /// <summary>Which partitions each follower has counted from.</summary>
    public ConcurrentDictionary<string, ConcurrentDictionary<int, int>> Partitions { get; } = new();

    public async Task CreateAsync() => await ExecuteAsync("create table ledger (message_id text not null, partition integer not null, position bigint not null)");

    /// <summary>Follows and counts until cancelled; after a failure goes on from what was committed, as the feature store does.</summary>
    public Task FollowAsync(string name, IEventLog log, int maxBatch, CancellationToken cancellationToken)
    {
        var following = Task.Run(
            async () =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
                await CountAllAsync(name, log, maxBatch, either.Token);
            },
            CancellationToken.None);
        _followers.Add(following);
        return following;
    }

    /// <summary>Clients must not be disposed of while somebody follows by them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_followers);
        _stopping.Dispose();
    }

    private async Task CountAllAsync(string name, IEventLog log, int maxBatch, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var batch in log.FollowAsync(token => ConsumerPosition.LoadAsync(database.DataSource, Consumer, token), maxBatch, cancellationToken))
                {
                    foreach (var partition in batch.Positions.Keys)
                    {
                        Partitions.GetOrAdd(name, _ => new()).AddOrUpdate(partition, 1, (_, n) => n + 1);
                    }

                    await CountAsync(batch);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (InvalidOperationException failure) when (failure.Message.StartsWith(Consumer, StringComparison.Ordinal))
            {
                // The stored position went back: once more from there.
            }
        }
    }

    public async Task CountAsync(EventBatch batch)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var logged in await ConsumerPosition.AdvanceAsync(transaction, Consumer, batch, CancellationToken.None))
        {
            await using var insert = new NpgsqlCommand("insert into ledger values ($1, $2, $3)", connection, transaction)
            {
                Parameters = { new() { Value = logged.MessageId }, new() { Value = logged.Partition }, new() { Value = logged.Position } },
            };
            await insert.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    /// <summary>Forgets the effects and the position, as a rebuild does.</summary>
    public Task RestartAsync() => ExecuteAsync("begin; delete from ledger; delete from log_consumer; commit");

    public async Task<List<string>> MessagesAsync(CancellationToken cancellationToken)
    {
        await using var command = database.DataSource.CreateCommand("select message_id from ledger order by message_id collate \"C\"");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<string>();
        while (await row.ReadAsync(cancellationToken))
        {
            messages.Add(row.GetString(0));
        }

        return messages;
    }

    public async Task UntilAsync(int count, CancellationToken cancellationToken)
    {
        while ((await MessagesAsync(cancellationToken)).Count < count)
        {
            await Task.Delay(50, cancellationToken);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
