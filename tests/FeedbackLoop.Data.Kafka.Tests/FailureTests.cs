using System.Text;
using Confluent.Kafka;
using FeedbackLoop.Data.Events;
using FeedbackLoop.Data.Events.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace FeedbackLoop.Data.Kafka.Tests;

/// <summary>Brokers that go away, errors they answer with, records that are no events.</summary>
public sealed class FailureTests : KafkaTest
{
    private const short Produce = 0;
    private const short Fetch = 1;

    [Fact]
    public async Task While_the_brokers_are_away_appends_fail_in_time_and_following_goes_on_when_they_are_back()
    {
        var log = Open().Log;
        using var following = CancellationTokenSource.CreateLinkedTokenSource(Timeout);
        var counting = Ledger.FollowAsync("one", Open().Log, 100, following.Token);
        await log.AppendAsync([.. Events(100)], Timeout);
        await Ledger.UntilAsync(100, Timeout);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(log));

        Cluster.GoAway();
        var since = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<EventLogUnavailableException>(() => log.AppendAsync([Event("during")], Timeout));
        Assert.InRange(TimeProvider.System.GetElapsedTime(since), TimeSpan.Zero, Options.DeliveryTimeout + TimeSpan.FromSeconds(5));

        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(log));

        Cluster.ComeBack();
        while (true)
        {
            try
            {
                await log.AppendAsync([Event("during"), .. Events(100, "after")], Timeout);
                break;
            }
            catch (EventLogUnavailableException)
            {
                // A sender tries again, with the same events.
            }
        }

        await Ledger.UntilAsync(201, Timeout);
        await following.CancelAsync();
        await counting;
        var messages = await Ledger.MessagesAsync(Timeout);
        Assert.Equal(messages.Distinct(), messages);
        Assert.Equal(201, messages.Count);
    }

    [Fact]
    public async Task What_the_producer_tries_again_is_stored_once()
    {
        var log = Open().Log;
        await log.AppendAsync([Event("first")], Timeout);
        for (var i = 0; i < 20; i++)
        {
            Cluster.Fail(Produce, ErrorCode.NotEnoughReplicas, ErrorCode.NotLeaderForPartition);
            Assert.Equal(10, await log.AppendAsync([.. Events(10, $"{i:d2}-")], Timeout));
        }

        Cluster.Fail(Fetch, ErrorCode.NotLeaderForPartition, ErrorCode.BrokerNotAvailable);
        var read = await ReadToEndAsync(log);
        Assert.Equal(201, read.Count);
        Assert.Equal(201, read.Select(e => e.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task A_refusal_that_no_repetition_heals_fails_the_append_and_not_the_next_one()
    {
        var log = Open().Log;
        await log.AppendAsync([Event("first")], Timeout);
        Cluster.Fail(Produce, ErrorCode.MsgSizeTooLarge);
        await Assert.ThrowsAsync<EventLogUnavailableException>(() => log.AppendAsync([Event("refused")], Timeout));
        Assert.Equal(1, await log.AppendAsync([Event("refused")], Timeout));
        Assert.Equal(["first", "refused"], (await ReadToEndAsync(log)).Select(e => e.MessageId).Order());
    }

    [Fact]
    public async Task Records_that_are_no_events_go_to_the_dead_letters_with_the_reason_and_stop_nobody()
    {
        var open = Open();
        Message<byte[], byte[]>[] poison =
        [
            new() { Key = "k"u8.ToArray(), Value = "{}"u8.ToArray() },
            WithHeaders(e => e.Remove("ce_id")),
            WithHeaders(e => e.Remove("ce_type")),
            WithHeaders(e => { e.Remove("ce_time"); e.Add("ce_time", "yesterday"u8.ToArray()); }),
            WithHeaders(e => { e.Remove("ce_id"); e.Add("ce_id", Encoding.UTF8.GetBytes(new string('x', 600))); }),
            WithValue("{ not json"u8.ToArray()),
            WithValue([0xff, 0xfe]),
            WithValue([]),
        ];
        await open.Log.AppendAsync([Event("before")], Timeout);
        foreach (var message in poison)
        {
            await open.Producer.ProduceAsync(Options.Topic, message, Timeout);
        }

        await open.Log.AppendAsync([Event("behind")], Timeout);
        Assert.Equal(["before", "behind"], (await ReadToEndAsync(open.Log)).Select(e => e.MessageId).Order());

        var dead = ReadDeadLetters(poison.Length);
        Assert.Equal(
            [
                "has an attribute that is too long or not text", "has no header ce_id", "has no header ce_id",
                "has no header ce_time with an RFC 3339 time", "has no header ce_type", "its value is not JSON", "its value is not JSON", "its value is not JSON",
            ],
            dead.Select(d => Encoding.UTF8.GetString(d.Message.Headers.GetLastBytes("reason"))).Order());
        Assert.All(dead, d => Assert.StartsWith(Options.Topic + "/", Encoding.UTF8.GetString(d.Message.Key), StringComparison.Ordinal));
        Assert.Contains(dead, d => "{ not json"u8.SequenceEqual(d.Message.Value));

        // Whoever starts behind them buries nothing again; a rebuild finds the same letters, under the same keys.
        Assert.Empty(await ReadToEndAsync(open.Log, await open.Log.EndAsync(Timeout)));
        Assert.Equal(2, (await ReadToEndAsync(Open().Log)).Count);
        Assert.Equal(poison.Length, ReadDeadLetters(2 * poison.Length).Select(d => Encoding.UTF8.GetString(d.Message.Key)).Distinct().Count());
    }

    [Fact]
    public async Task An_append_larger_than_the_producers_queue_waits_for_places()
    {
        const int count = 60_000;
        var log = Open().Log;
        Assert.Equal(count, await log.AppendAsync([.. Events(count)], Timeout));
        Assert.Equal(count, (await log.EndAsync(Timeout)).Values.Sum());
    }

    [Fact]
    public async Task An_event_larger_than_a_record_is_refused_alone()
    {
        Options.MaxRecordBytes = 20_000;
        var log = Open().Log;
        var large = Event("large") with { Payload = Encoding.UTF8.GetBytes($"\"{new string('x', 20_000)}\"") };
        await Assert.ThrowsAsync<ArgumentException>(() => log.AppendAsync([Event("a"), large], Timeout));
        Assert.Equal(0, (await log.EndAsync(Timeout)).Values.Sum());
        Assert.Equal(1, await log.AppendAsync([large with { Payload = Encoding.UTF8.GetBytes($"\"{new string('x', 18_000)}\"") }], Timeout));
    }

    [Fact]
    public async Task Reading_goes_on_behind_what_retention_took_and_says_what_was_lost()
    {
        var messages = new Messages();
        var log = Open(messages).Log;
        await log.AppendAsync([.. Enumerable.Range(0, 50).Select(i => Event($"m{i:d2}", "ann"))], Timeout);
        var read = await ReadToEndAsync(log);
        var partition = read[0].Partition;
        Cluster.DeleteRecords(Options.Topic, partition, before: 30);

        Assert.Equal(20, (await ReadToEndAsync(log)).Count);
        Assert.Equal(10, (await ReadToEndAsync(log, new Dictionary<int, long> { [partition] = 40 })).Count);
        Assert.DoesNotContain(messages.Said, m => m.Contains("lost", StringComparison.Ordinal));
        Assert.Equal(20, (await ReadToEndAsync(log, new Dictionary<int, long> { [partition] = 10 })).Count);
        Assert.Contains(messages.Said, m => m.Contains("lost", StringComparison.Ordinal));
    }

    private async Task<HealthStatus> HealthAsync(IEventLog log)
    {
        var check = new EventLogHealthCheck(log);
        return (await check.CheckHealthAsync(new() { Registration = new("Kafka", check, HealthStatus.Unhealthy, null) }, Timeout)).Status;
    }

    private static Message<byte[], byte[]> WithHeaders(Action<Headers> change)
    {
        var message = KafkaEventFormat.Write(Event("poison", "ann"));
        change(message.Headers);
        return message;
    }

    private static Message<byte[], byte[]> WithValue(byte[] value)
    {
        var message = KafkaEventFormat.Write(Event("poison", "ann"));
        message.Value = value;
        return message;
    }

    private List<ConsumeResult<byte[], byte[]>> ReadDeadLetters(int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = Cluster.BootstrapServers, GroupId = "dead", AutoOffsetReset = AutoOffsetReset.Earliest }).Build();
        consumer.Assign(new TopicPartitionOffset(Options.DeadLetterTopic, 0, Offset.Beginning));
        var dead = new List<ConsumeResult<byte[], byte[]>>();
        while (dead.Count < count)
        {
            dead.Add(consumer.Consume(Timeout));
        }

        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(300)));
        return dead;
    }

    private sealed class Messages : ILogger<KafkaEventLog>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Said)
            {
                Said.Add(formatter(state, exception));
            }
        }
    }
}
