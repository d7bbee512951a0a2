using FeedbackLoop.Data.Events;
using FeedbackLoop.Testing;
using Npgsql;

namespace FeedbackLoop.Data.Tests.Events;

/// <summary>The positions that make effects exactly once: whoever counts a batch moves them in the same transaction.</summary>
public sealed class ConsumerPositionTests : IAsyncLifetime
{
    private const string Consumer = "someone";
    private TestDatabase _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await PostgresServer.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_batch_that_is_handed_in_again_gives_nothing_and_an_overlapping_one_its_rest()
    {
        Assert.Equal([1, 2, 3], await CountAsync(Batch(0, 1, 2, 3)));
        Assert.Empty(await CountAsync(Batch(0, 1, 2, 3)));
        Assert.Equal([4, 5], await CountAsync(Batch(1, 2, 3, 4, 5)));
        Assert.Equal(5, (await ConsumerPosition.LoadAsync(_database.DataSource, Consumer, Token))[0]);
    }

    [Fact]
    public async Task Positions_never_go_back_and_partitions_are_apart()
    {
        await CountAsync(Batch(0, 7, 8));
        await CountAsync(Batch(0, 2));
        await CountAsync(Batch(0, 3) with { Positions = new Dictionary<int, long> { [4] = 3 }, Events = [Event(3, partition: 4)] });
        Assert.Equal(new() { [0] = 8, [4] = 3 }, await ConsumerPosition.LoadAsync(_database.DataSource, Consumer, Token));
    }

    [Fact]
    public async Task A_batch_that_leaves_a_gap_is_refused_and_changes_nothing()
    {
        await CountAsync(Batch(0, 1, 2));
        await Assert.ThrowsAsync<InvalidOperationException>(() => CountAsync(Batch(5, 6)));
        Assert.Equal([3], await CountAsync(Batch(2, 3)));
    }

    [Fact]
    public async Task A_process_that_was_overtaken_while_it_counted_counts_nothing_twice()
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync(Token);
        await using var first = await connection.BeginTransactionAsync(Token);
        Assert.Equal(2, (await ConsumerPosition.AdvanceAsync(first, Consumer, Batch(0, 1, 2), Token)).Count);
        var second = CountAsync(Batch(0, 1, 2, 3));
        await first.CommitAsync(Token);
        Assert.Equal([3], await second);
    }

    private async Task<List<long>> CountAsync(EventBatch batch)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var events = await ConsumerPosition.AdvanceAsync(transaction, Consumer, batch, Token);
        await transaction.CommitAsync(Token);
        return [.. events.Select(e => e.Position)];
    }

    private static EventBatch Batch(long after, params long[] positions) => new(
        new Dictionary<int, long> { [0] = after }, [.. positions.Select(p => Event(p))], new Dictionary<int, long> { [0] = positions[^1] });

    private static LoggedEvent Event(long position, int partition = 0) =>
        new(partition, position, $"m{position}", null, "track", null, default, default, null, "{}"u8.ToArray());
}
