using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>
/// The event log as a topic of Kafka, keyed by person. The producer is idempotent and waits for all in-sync replicas; what a sender repeats is dropped by every
/// reader at the same places (<see cref="RepeatWindow"/>). Positions are stored with the effects, not in Kafka.
/// </summary>
public sealed class KafkaEventLog : IEventLog, IDisposable
{
    private const int RecentSize = 50_000;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FullQueueInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan DeliveryMargin = TimeSpan.FromSeconds(1); // the client looks for timeouts once a second, and not always in time
    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(5);

    private readonly KafkaClients _clients;
    private readonly KafkaLogOptions _options;
    private readonly TimeSpan _pollInterval;
    private readonly TimeProvider _time;
    private readonly ILogger<KafkaEventLog> _logger;
    private readonly IHostApplicationLifetime? _host;
    private readonly TopicOffsets _offsets;
    private readonly ForgottenPeople _forgotten;
    private readonly RecentMessages _recent = new(RecentSize);
    private readonly Lock _recentGate = new();
    private int _isFollowing;

    public KafkaEventLog(
        KafkaClients clients,
        NpgsqlDataSource dataSource,
        IOptions<EventLogOptions> options,
        IOptions<KafkaLogOptions> kafkaOptions,
        TimeProvider time,
        ILogger<KafkaEventLog> logger,
        IHostApplicationLifetime? host = null)
    {
        (_clients, _options, _pollInterval, _time, _logger, _host) = (clients, kafkaOptions.Value, options.Value.PollInterval, time, logger, host);
        _offsets = new TopicOffsets(clients.Producer, _options);
        _forgotten = new ForgottenPeople(dataSource);
    }

    public async Task<int> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken = default)
    {
        foreach (var newEvent in events)
        {
            NewEventRules.ThrowIfInvalid(newEvent);
            if (KafkaEventFormat.MaxSize(newEvent) is var size && size > _options.MaxRecordBytes)
            {
                throw new ArgumentException($"The event has up to {size} bytes; the log takes {_options.MaxRecordBytes}.", nameof(events));
            }
        }

        var added = Screen(events);
        var delivery = new PendingDelivery();
        try
        {
            foreach (var newEvent in added)
            {
                await ProduceAsync(_options.Topic, KafkaEventFormat.Write(newEvent), delivery, cancellationToken);
            }

            delivery.End();
            await delivery.Done.WaitAsync(_options.DeliveryTimeout + DeliveryMargin, _time, cancellationToken);
        }
        catch (Exception failure) when (failure is KafkaException or TimeoutException)
        {
            StopIfFatal((failure as KafkaException)?.Error);
            throw new EventLogUnavailableException("The event log did not commit.", failure);
        }

        lock (_recentGate)
        {
            foreach (var newEvent in added)
            {
                _recent.Add(newEvent.MessageId);
            }
        }

        return added.Count;
    }

    public async IAsyncEnumerable<EventBatch> ReadAsync(
        IReadOnlyDictionary<int, long> after, int maxBatch, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        var partitions = await UntilAvailableAsync(() => _offsets.PartitionsAsync(cancellationToken), cancellationToken);
        await foreach (var batch in ReadAsync(partitions, after, maxBatch, cancellationToken))
        {
            yield return batch;
        }
    }

    public async IAsyncEnumerable<EventBatch> FollowAsync(
        Func<CancellationToken, Task<Dictionary<int, long>>> stored, int maxBatch, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBatch, 1);
        if (Interlocked.Exchange(ref _isFollowing, 1) == 1)
        {
            throw new InvalidOperationException("This process follows the log already.");
        }

        var consumer = _clients.Follower();
        var reader = new PartitionReader(consumer, _options);
        try
        {
            _clients.Rebalance.Tell(
                given: partitions => UntilAvailableAsync(
                    async () => await StartAsync(reader, [.. partitions.Select(p => p.Partition.Value)], await stored(cancellationToken), cancellationToken),
                    cancellationToken).GetAwaiter().GetResult(),
                taken: partitions =>
                {
                    foreach (var partition in partitions)
                    {
                        reader.Stop(partition.Partition.Value);
                    }
                });
            consumer.Subscribe(_options.Topic);
            var committed = _time.GetTimestamp();
            await foreach (var batch in PollAsync(reader, maxBatch, cancellationToken))
            {
                yield return batch;

                // Who asks for the next batch has stored the effects of this one.
                if (_time.GetElapsedTime(committed) > CommitInterval)
                {
                    await Task.Run(() => Commit(consumer, reader), cancellationToken);
                    committed = _time.GetTimestamp();
                }
            }
        }
        finally
        {
            _clients.Rebalance.Tell(given: null, taken: null);
            await Task.Run(() => Leave(consumer), CancellationToken.None);
            Interlocked.Exchange(ref _isFollowing, 0);
        }
    }

    public async Task<IReadOnlyDictionary<int, long>> EndAsync(CancellationToken cancellationToken = default) =>
        await _offsets.LastAsync(await _offsets.PartitionsAsync(cancellationToken), cancellationToken);

    /// <summary>Reads the person's whole partition, to count: minutes where it is large.</summary>
    public async Task<long> EraseAsync(string personId, CancellationToken cancellationToken = default)
    {
        try
        {
            // The tombstone is the end of what is forgotten. It has the person's key, so it says which partition is theirs.
            var key = KafkaEventFormat.Key(new() { MessageId = "", PersonId = personId, Name = "", OccurredAt = default, ReceivedAt = default, Payload = default });
            var tombstone = await _clients.Producer.ProduceAsync(_options.Topic, new() { Key = key, Value = null! }, cancellationToken);
            var (partition, position) = (tombstone.Partition.Value, KafkaPosition.Of(tombstone.Offset));
            var erased = 0L;
            await foreach (var batch in ReadAsync([partition], new Dictionary<int, long>(), maxBatch: 10_000, cancellationToken))
            {
                erased += batch.Events.Count(e => e.PersonId == personId && e.Position <= position);
                if (batch.Positions[partition] >= position)
                {
                    break;
                }
            }

            await _forgotten.AddAsync(personId, partition, position, cancellationToken);
            return erased;
        }
        catch (Exception failure) when (failure is KafkaException or NpgsqlException or IOException or TimeoutException)
        {
            throw new EventLogUnavailableException("The event log did not erase: nothing was removed, or its answer was lost.", failure);
        }
    }

    public void Dispose() => _offsets.Dispose();

    /// <summary>Leaves out what this call says twice, and what this process has appended before.</summary>
    private List<NewEvent> Screen(IReadOnlyList<NewEvent> events)
    {
        var added = new List<NewEvent>(events.Count);
        var said = events.Count > 1 ? new HashSet<string>(StringComparer.Ordinal) : null;
        lock (_recentGate)
        {
            foreach (var newEvent in events)
            {
                if (said?.Add(newEvent.MessageId) != false && !_recent.Contains(newEvent.MessageId))
                {
                    added.Add(newEvent);
                }
            }
        }

        return added;
    }

    private async ValueTask ProduceAsync(string topic, Message<byte[], byte[]> message, PendingDelivery delivery, CancellationToken cancellationToken)
    {
        while (true)
        {
            delivery.Begin();
            try
            {
                _clients.Producer.Produce(topic, message, delivery.Deliver);
                return;
            }
            catch (ProduceException<byte[], byte[]> failure) when (failure.Error.Code == ErrorCode.Local_QueueFull)
            {
                delivery.End(); // was not taken
            }

            await Task.Delay(FullQueueInterval, _time, cancellationToken);
        }
    }

    private async IAsyncEnumerable<EventBatch> ReadAsync(
        int[] partitions, IReadOnlyDictionary<int, long> after, int maxBatch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var consumer = _clients.OpenReader();
        try
        {
            var reader = new PartitionReader(consumer, _options);
            consumer.Assign(await UntilAvailableAsync(() => StartAsync(reader, partitions, after, cancellationToken), cancellationToken));
            await foreach (var batch in PollAsync(reader, maxBatch, cancellationToken))
            {
                yield return batch;
            }
        }
        finally
        {
            await Task.Run(consumer.Dispose, CancellationToken.None);
        }
    }

    private async IAsyncEnumerable<EventBatch> PollAsync(PartitionReader reader, int maxBatch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var batch = await UntilAvailableAsync(() => PollOnceAsync(reader, maxBatch, cancellationToken), cancellationToken);
            if (batch is not null)
            {
                yield return batch;
            }
        }
    }

    private async Task<EventBatch?> PollOnceAsync(PartitionReader reader, int maxBatch, CancellationToken cancellationToken)
    {
        await Task.Run(() => reader.Poll(maxBatch, _pollInterval), CancellationToken.None);
        if (!reader.HasMoved)
        {
            return null;
        }

        await _forgotten.RefreshAsync(cancellationToken);
        if (reader.Dead.Count > 0)
        {
            // Before the position moves past them.
            await BuryAsync(reader.Dead, cancellationToken);
        }

        return reader.Take(_forgotten.Contains);
    }

    private async Task BuryAsync(IReadOnlyList<DeadRecord> dead, CancellationToken cancellationToken)
    {
        var delivery = new PendingDelivery();
        foreach (var record in dead)
        {
            _logger.LogWarning("The record {Place} {Reason}; it goes to {Topic}", record.Place, record.Reason, _options.DeadLetterTopic);
            await ProduceAsync(_options.DeadLetterTopic, record.ToMessage(), delivery, cancellationToken);
        }

        delivery.End();
        await delivery.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Lets the reader begin at the given positions and says where the consumer has to.</summary>
    private async Task<List<TopicPartitionOffset>> StartAsync(
        PartitionReader reader, int[] partitions, IReadOnlyDictionary<int, long> after, CancellationToken cancellationToken)
    {
        var first = await _offsets.FirstAsync(partitions, cancellationToken);
        var last = await _offsets.LastAsync(partitions, cancellationToken);
        var starts = new List<TopicPartitionOffset>();
        foreach (var partition in partitions)
        {
            var position = after.GetValueOrDefault(partition);
            if (position > last[partition])
            {
                throw new EventLogUnavailableException(
                    $"Partition {partition} of {_options.Topic} ends at {last[partition]}, but {position} is counted: is it another topic of that name? A rebuild starts with what it has.");
            }

            if (position > 0 && position < first[partition])
            {
                _logger.LogError(
                    "Partition {Partition} is counted up to {Position}, but its retention left nothing before {First}: what lay between is lost", partition, position, first[partition]);
            }

            starts.Add(reader.Start(partition, position, first[partition]));
        }

        return starts;
    }

    /// <summary>Tries again while Kafka or PostgreSQL is away; says so once.</summary>
    private async Task<T> UntilAvailableAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await action();
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested
                && failure is KafkaException or EventLogUnavailableException or NpgsqlException or IOException or TimeoutException)
            {
                StopIfFatal((failure as KafkaException)?.Error);
                if (isFirst)
                {
                    _logger.LogWarning(failure, "The event log cannot be read; following goes on when it answers again");
                }
            }

            await Task.Delay(RetryInterval, _time, cancellationToken);
        }
    }

    private void Commit(IConsumer<byte[], byte[]> consumer, PartitionReader reader)
    {
        try
        {
            if (reader.Taken is { Count: > 0 } taken)
            {
                consumer.Commit(taken);
            }
        }
        catch (KafkaException failure)
        {
            _logger.LogDebug(failure, "The group's offsets were not committed; the stored positions count");
        }
    }

    /// <summary>Gives the partitions back, so that the other processes need not wait until this one is missed.</summary>
    private void Leave(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            consumer.Unsubscribe();
            for (var since = _time.GetTimestamp(); consumer.Assignment.Count > 0 && _time.GetElapsedTime(since) < LeaveTimeout;)
            {
                consumer.Consume(_pollInterval);
            }
        }
        catch (KafkaException failure)
        {
            _logger.LogDebug(failure, "The consumer group was not left in order");
        }
    }

    /// <summary>After a fatal error, such as a lost sequence of the idempotent producer, a client works no more: a new process gets a new one.</summary>
    private void StopIfFatal(Error? error)
    {
        if (error is { IsFatal: true })
        {
            _logger.LogCritical("Kafka's client has failed for good ({Reason}); this process ends so that a new one can go on", error.Reason);
            _host?.StopApplication();
        }
    }
}
