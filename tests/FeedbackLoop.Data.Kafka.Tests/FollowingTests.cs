using System.Collections.Concurrent;

namespace FeedbackLoop.Data.Kafka.Tests;

/// <summary>Several processes share the partitions; what each event does is done once, whoever does it.</summary>
public sealed class FollowingTests : KafkaTest
{
    [Fact]
    public async Task Effects_are_exactly_once_while_followers_come_and_go()
    {
        const int count = 3000;
        var writer = Open().Log;
        using var first = CancellationTokenSource.CreateLinkedTokenSource(Timeout);
        using var second = CancellationTokenSource.CreateLinkedTokenSource(Timeout);
        var one = Ledger.FollowAsync("one", Open().Log, maxBatch: 20, first.Token);
        var writing = Task.Run(async () =>
        {
            foreach (var chunk in Events(count).Chunk(25))
            {
                await writer.AppendAsync(chunk, Timeout);
            }
        }, Timeout);

        await Ledger.UntilAsync(100, Timeout);
        var two = Ledger.FollowAsync("two", Open().Log, maxBatch: 20, second.Token);
        await writing;
        while (Ledger.Partitions.GetValueOrDefault("two") is null)
        {
            await writer.AppendAsync([Event($"more {Guid.NewGuid()}")], Timeout);
            await Task.Delay(20, Timeout);
        }

        // The first one leaves; the second one has to take over what it had.
        await first.CancelAsync();
        await one;
        await writer.AppendAsync([.. Events(count, "late")], Timeout);
        var appended = (await ReadToEndAsync(writer)).Select(e => e.MessageId).Order(StringComparer.Ordinal).ToList();
        await Ledger.UntilAsync(appended.Count, Timeout);
        await second.CancelAsync();
        await two;

        Assert.Equal(appended, await Ledger.MessagesAsync(Timeout));
        Assert.True(appended.Count >= 2 * count);
        Assert.Equal(4, Ledger.Partitions["two"].Count);
    }

    [Fact]
    public async Task A_rebuild_counts_the_same_again_in_every_process()
    {
        var writer = Open().Log;
        await writer.AppendAsync([.. Events(400)], Timeout);
        using var following = CancellationTokenSource.CreateLinkedTokenSource(Timeout);
        Task[] followers = [.. Enumerable.Range(0, 2).Select(i => Ledger.FollowAsync($"{i}", Open().Log, maxBatch: 10, following.Token))];
        await Ledger.UntilAsync(400, Timeout);

        // Followers that are at the end of the log hear of it with the next event.
        await Ledger.RestartAsync();
        var more = 0;
        while ((await Ledger.MessagesAsync(Timeout)).Count < 400 + more)
        {
            await writer.AppendAsync([.. Enumerable.Range(0, 20).Select(i => Event($"more {more + i}", $"person {i}"))], Timeout);
            more += 20;
            await Task.Delay(200, Timeout);
        }

        await following.CancelAsync();
        await Task.WhenAll(followers);
        var messages = await Ledger.MessagesAsync(Timeout);
        Assert.Equal(messages.Distinct(), messages);
        Assert.Equal(400 + more, messages.Count);
    }

    [Fact]
    public async Task A_person_is_always_in_one_partition_and_in_order()
    {
        var log = Open().Log;
        foreach (var chunk in Events(1000).Chunk(10))
        {
            await log.AppendAsync(chunk, Timeout);
        }

        var read = await ReadToEndAsync(log);
        Assert.Equal(1000, read.Count);
        Assert.True(read.Select(e => e.Partition).Distinct().Count() > 1);
        foreach (var person in read.GroupBy(e => e.PersonId))
        {
            Assert.Single(person.Select(e => e.Partition).Distinct());
            Assert.Equal(person.Select(e => e.MessageId).Order(StringComparer.Ordinal), person.Select(e => e.MessageId));
        }
    }

    [Fact]
    public async Task One_process_follows_once()
    {
        var log = Open().Log;
        using var following = CancellationTokenSource.CreateLinkedTokenSource(Timeout);
        var first = Ledger.FollowAsync("one", log, 10, following.Token);
        await log.AppendAsync([Event("a")], Timeout);
        await Ledger.UntilAsync(1, Timeout);
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in log.FollowAsync(_ => Task.FromResult(new Dictionary<int, long>()), 10, Timeout))
            {
            }
        });
        await following.CancelAsync();
        await first;
    }

    [Fact]
    public async Task Who_is_forgotten_is_forgotten_by_processes_that_run_and_by_those_that_start_later()
    {
        var (log, other) = (Open().Log, Open().Log);
        await log.AppendAsync([.. Events(200), Event("a1", "alice"), Event("a2", "alice")], Timeout);
        var seen = new ConcurrentQueue<string>();
        using var following = CancellationTokenSource.CreateLinkedTokenSource(Timeout);
        await using var batches = other.ReadAsync(new Dictionary<int, long>(), 10, following.Token).GetAsyncEnumerator(Timeout);
        Assert.True(await batches.MoveNextAsync());
        foreach (var logged in batches.Current.Events)
        {
            seen.Enqueue(logged.MessageId);
        }

        Assert.Equal(2, await log.EraseAsync("alice", Timeout));
        await log.AppendAsync([Event("a3", "alice")], Timeout);
        while (!seen.Contains("a3"))
        {
            Assert.True(await batches.MoveNextAsync());
            foreach (var logged in batches.Current.Events)
            {
                seen.Enqueue(logged.MessageId);
            }
        }

        // What the running reader had in its hands before may have been hers.
        Assert.DoesNotContain("a2", seen.Skip(10));
        Assert.Equal(["a3"], (await ReadToEndAsync(Open().Log)).Where(e => e.PersonId == "alice").Select(e => e.MessageId));
        Assert.Equal(1, await log.EraseAsync("alice", Timeout));
    }
}
