using System.Text;
using FeedbackLoop.Data.Events;

namespace FeedbackLoop.Data.Tests.Events;

/// <summary>What every <see cref="IEventLog"/> promises. A log's own test class derives from this one and says how to open it.</summary>
public abstract class EventLogContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(60));

    protected CancellationToken Timeout => _timeout.Token;

    /// <summary>True when a writer knows what other processes have appended. PostgreSQL asks its index; a writer of Kafka cannot ask a log that only appends, so
    /// there the repeats of other processes are dropped by every reader, and <see cref="IEventLog.AppendAsync"/> may count them as new.</summary>
    protected virtual bool WriterKnowsOtherWriters => true;

    /// <summary>Another handle on the same log, as another process would have; the first call of a test finds it empty. The test class disposes of it.</summary>
    protected abstract IEventLog Open();

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        _timeout.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_appended_is_read_back_unchanged()
    {
        var log = Open();
        var full = new NewEvent
        {
            MessageId = "m-ü-1",
            PersonId = "person 😀",
            Name = "Product Clicked",
            SearchId = "s-1",
            OccurredAt = Noon.AddTicks(12_340),
            ReceivedAt = Noon.AddSeconds(2),
            TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            Payload = Encoding.UTF8.GetBytes("""{"name":"Größe – 😀"}"""),
        };
        var bare = new NewEvent { MessageId = "m-2", Name = "page", OccurredAt = Noon, ReceivedAt = Noon, Payload = "{}"u8.ToArray() };

        Assert.Equal(2, await log.AppendAsync([full, bare], Timeout));

        var read = await ReadAsync(log, 2);
        AssertSame(full, Assert.Single(read, e => e.MessageId == full.MessageId));
        AssertSame(bare, Assert.Single(read, e => e.MessageId == bare.MessageId));
    }

    [Fact]
    public async Task A_message_that_the_log_holds_is_not_appended_again()
    {
        var log = Open();
        Assert.Equal(2, await log.AppendAsync([Event("a"), Event("b")], Timeout));
        Assert.Equal(1, await log.AppendAsync([Event("b"), Event("c"), Event("c")], Timeout));
        Assert.Equal(0, await log.AppendAsync([Event("a")], Timeout));

        // A process that has not seen these messages itself.
        var other = Open();
        Assert.InRange(await other.AppendAsync([Event("c"), Event("d"), Event("a")], Timeout), 1, WriterKnowsOtherWriters ? 1 : 3);
        Assert.Equal(1, await other.AppendAsync([Event("e"), Event("d")], Timeout));

        Assert.Equal(["a", "b", "c", "d", "e"], (await ReadAsync(log, 5)).Select(e => e.MessageId).Order());
        Assert.Equal(5, await CountAsync(log));
    }

    [Fact]
    public async Task Concurrent_repeats_from_several_processes_are_kept_once()
    {
        IEventLog[] logs = [Open(), Open(), Open()];
        var added = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(
            () => logs[i % 3].AppendAsync([.. Enumerable.Range(i / 6 * 10, 30).Select(n => Event($"m{n}"))], Timeout), Timeout)));

        Assert.InRange(added.Sum(), 120, WriterKnowsOtherWriters ? 120 : 60 * 30);
        var read = await ReadAsync(logs[0], 120);
        Assert.Equal(120, read.Select(e => e.MessageId).Distinct().Count());
        Assert.Equal(120, await CountAsync(logs[0]));
    }

    [Fact]
    public async Task A_follower_sees_everything_in_order_while_several_processes_write()
    {
        IEventLog[] logs = [Open(), Open(), Open()];
        const int perWriter = 300;
        using var following = CancellationTokenSource.CreateLinkedTokenSource(Timeout);
        var seen = Task.Run(() => ReadAsync(logs[0], logs.Length * perWriter, maxBatch: 17), following.Token);
        await Task.WhenAll(logs.Select((log, writer) => Task.Run(async () =>
        {
            for (var i = 0; i < perWriter; i += 3)
            {
                await log.AppendAsync([Event($"{writer}-{i}"), Event($"{writer}-{i + 1}"), Event($"{writer}-{i + 2}")], Timeout);
            }
        }, Timeout)));

        var events = await seen;
        foreach (var partition in events.GroupBy(e => e.Partition))
        {
            var positions = partition.Select(e => e.Position).ToList();
            Assert.Equal(positions.Distinct().Order(), positions);
        }

        Assert.Equal(logs.Length * perWriter, events.Select(e => e.MessageId).Distinct().Count());
        Assert.Equal(logs.Length * perWriter, events.Count);
    }

    [Fact]
    public async Task A_follower_goes_on_after_the_position_it_gives()
    {
        var log = Open();
        for (var i = 0; i < 10; i++)
        {
            await log.AppendAsync([Event($"m{i}")], Timeout);
        }

        var all = await ReadAsync(log, 10, maxBatch: 3);
        var after = all.Take(4).GroupBy(e => e.Partition).ToDictionary(p => p.Key, p => p.Max(e => e.Position));
        var rest = await ReadAsync(log, 6, after: after);
        Assert.Equal(all.Skip(4).Select(e => e.MessageId).Order(), rest.Select(e => e.MessageId).Order());
    }

    [Fact]
    public async Task Following_starts_where_the_effects_are_stored()
    {
        var log = Open();
        await log.AppendAsync([.. Enumerable.Range(0, 10).Select(i => Event($"m{i}"))], Timeout);
        var all = await ReadAsync(log, 10);
        var stored = all.Take(6).GroupBy(e => e.Partition).ToDictionary(p => p.Key, p => p.Max(e => e.Position));
        var rest = new List<LoggedEvent>();
        await foreach (var batch in log.FollowAsync(_ => Task.FromResult(stored), 3, Timeout))
        {
            Assert.All(batch.After, p => Assert.InRange(p.Value, stored.GetValueOrDefault(p.Key), batch.Positions[p.Key]));
            rest.AddRange(batch.Events);
            if (rest.Count >= 4)
            {
                break;
            }
        }

        Assert.Equal(all.Skip(6).Select(e => e.MessageId).Order(), rest.Select(e => e.MessageId).Order());
    }

    [Fact]
    public async Task A_waiting_follower_sees_a_new_event_within_a_fraction_of_a_second()
    {
        var log = Open();
        await log.AppendAsync([Event("first")], Timeout);
        await using var follower = log.ReadAsync(await log.EndAsync(Timeout), 10, Timeout).GetAsyncEnumerator(Timeout);
        var next = follower.MoveNextAsync();
        Assert.False(next.IsCompleted);
        await log.AppendAsync([Event("second")], Timeout);
        var committed = TimeProvider.System.GetTimestamp();
        Assert.True(await next);
        Assert.Equal("second", Assert.Single(follower.Current.Events).MessageId);
        Assert.InRange(TimeProvider.System.GetElapsedTime(committed), TimeSpan.Zero, TimeSpan.FromMilliseconds(800));
    }

    [Fact]
    public async Task Following_ends_by_cancellation()
    {
        var log = Open();
        using var following = CancellationTokenSource.CreateLinkedTokenSource(Timeout);
        await using var follower = log.ReadAsync(new Dictionary<int, long>(), 10, following.Token).GetAsyncEnumerator(following.Token);
        var next = follower.MoveNextAsync();
        await following.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public async Task The_end_is_the_position_of_the_last_event()
    {
        var log = Open();
        Assert.Equal(0, (await log.EndAsync(Timeout)).Values.Sum());
        await log.AppendAsync([Event("a"), Event("b")], Timeout);
        var end = await log.EndAsync(Timeout);
        var read = await ReadAsync(log, 2);
        foreach (var partition in read.GroupBy(e => e.Partition))
        {
            Assert.Equal(partition.Max(e => e.Position), end[partition.Key]);
        }
    }

    [Fact]
    public async Task A_person_who_is_forgotten_leaves_no_event()
    {
        var log = Open();
        await log.AppendAsync([Event("a", "alice"), Event("b", "bob"), Event("c", "alice"), Event("d")], Timeout);
        Assert.Equal(2, await log.EraseAsync("alice", Timeout));
        Assert.Equal(0, await log.EraseAsync("alice", Timeout));
        Assert.Equal(["b", "d"], (await ReadAsync(log, 2)).Select(e => e.MessageId).Order());
        Assert.Equal(2, await CountAsync(log));
    }

    [Fact]
    public async Task An_event_that_cannot_be_stored_fails_alone()
    {
        var log = Open();
        NewEvent[] impossible =
        [
            Event("nul\0"),
            Event("half a pair \ud800"),
            Event(new string('x', NewEventRules.MaxIdentifierLength + 1)),
            Event(""),
            Event("payload") with { Payload = new byte[] { (byte)'"', 0xff, (byte)'"' } },
            Event("person", "\0"),
        ];
        var good = Enumerable.Range(0, 50).Select(i => log.AppendAsync([Event($"good{i}")], Timeout)).ToList();
        foreach (var one in impossible)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync([one], Timeout));
        }

        Assert.All(await Task.WhenAll(good), added => Assert.Equal(1, added));
        Assert.Equal(50, await CountAsync(log));
    }

    protected static NewEvent Event(string messageId, string? personId = null) => new()
    {
        MessageId = messageId,
        PersonId = personId,
        Name = "Product Clicked",
        OccurredAt = Noon,
        ReceivedAt = Noon,
        Payload = """{"type":"track"}"""u8.ToArray(),
    };

    /// <summary>Reads from the start, or from <paramref name="after"/>, until there are <paramref name="count"/> events.</summary>
    protected async Task<List<LoggedEvent>> ReadAsync(IEventLog log, int count, int maxBatch = 1000, IReadOnlyDictionary<int, long>? after = null)
    {
        var events = new List<LoggedEvent>();
        await foreach (var batch in log.ReadAsync(after ?? new Dictionary<int, long>(), maxBatch, Timeout))
        {
            Assert.InRange(batch.Events.Count, 0, maxBatch);
            Assert.Contains(batch.Positions, p => p.Value > batch.After.GetValueOrDefault(p.Key));
            events.AddRange(batch.Events);
            if (events.Count >= count)
            {
                break;
            }
        }

        return events;
    }

    /// <summary>How many events the log holds now: reads until the end.</summary>
    protected async Task<int> CountAsync(IEventLog log)
    {
        var open = (await log.EndAsync(Timeout)).Where(p => p.Value > 0).ToDictionary();
        if (open.Count == 0)
        {
            return 0;
        }

        var count = 0;
        await foreach (var batch in log.ReadAsync(new Dictionary<int, long>(), 1000, Timeout))
        {
            count += batch.Events.Count;
            foreach (var (partition, position) in batch.Positions)
            {
                if (open.TryGetValue(partition, out var last) && position >= last)
                {
                    open.Remove(partition);
                }
            }

            if (open.Count == 0)
            {
                break;
            }
        }

        return count;
    }

    private static void AssertSame(NewEvent expected, LoggedEvent actual)
    {
        Assert.Equal(expected.MessageId, actual.MessageId);
        Assert.Equal(expected.PersonId, actual.PersonId);
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.SearchId, actual.SearchId);
        Assert.Equal(expected.OccurredAt, actual.OccurredAt);
        Assert.Equal(expected.ReceivedAt, actual.ReceivedAt);
        Assert.Equal(expected.TraceParent, actual.TraceParent);
        Assert.Equal(Encoding.UTF8.GetString(expected.Payload.Span), Encoding.UTF8.GetString(actual.Payload.Span));
    }
}
