using Confluent.Kafka;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>
/// Makes batches of what a consumer brings: drops repeats, sets aside what is no event, and keeps for each partition where it stands. Each partition is read
/// from a window before its position, to know what was there. Not thread-safe: rebalances come inside <see cref="Poll"/>.
/// </summary>
internal sealed class PartitionReader(IConsumer<byte[], byte[]> consumer, KafkaLogOptions options)
{
    /// <summary>So that reading a window again can be cancelled.</summary>
    private const int MaxRecordsPerPoll = 10_000;

    private readonly Dictionary<int, Cursor> _cursors = [];
    private readonly List<LoggedEvent> _events = [];
    private readonly List<DeadRecord> _dead = [];

    /// <summary>True when there is something to take.</summary>
    public bool HasMoved => _cursors.Values.Any(c => c.Position > c.Taken);

    /// <summary>Records that are no events, of what is to be taken next.</summary>
    public IReadOnlyList<DeadRecord> Dead => _dead;

    /// <summary>What was taken: behind it the next process may go on.</summary>
    public List<TopicPartitionOffset> Taken =>
        [.. _cursors.Select(c => new TopicPartitionOffset(options.Topic, c.Key, KafkaPosition.Next(c.Value.Taken)))];

    /// <param name="partition">To be read from now on.</param>
    /// <param name="position">Its last position that is counted.</param>
    /// <param name="first">Offset of the oldest record that the broker has.</param>
    /// <returns>Where the consumer has to start.</returns>
    public TopicPartitionOffset Start(int partition, long position, long first)
    {
        _cursors[partition] = new Cursor(position, new RepeatWindow(options.RepeatWindow));
        return new(options.Topic, partition, Math.Max(first, KafkaPosition.Next(position).Value - options.RepeatWindow));
    }

    public void Stop(int partition)
    {
        _cursors.Remove(partition);
        _events.RemoveAll(e => e.Partition == partition);
        _dead.RemoveAll(d => d.Record.Partition.Value == partition);
    }

    /// <summary>Waits for a record, and takes what else is there, until the batch is full. Blocks its thread.</summary>
    public void Poll(int maxBatch, TimeSpan wait)
    {
        for (var records = 0; _events.Count < maxBatch && records < MaxRecordsPerPoll; records++)
        {
            if (consumer.Consume(records == 0 ? wait : TimeSpan.Zero) is not { } record)
            {
                return;
            }

            Read(record);
        }
    }

    /// <summary>The batch that has come together.</summary>
    /// <param name="isLeftOut">True for events that exist no more.</param>
    public EventBatch Take(Func<LoggedEvent, bool> isLeftOut)
    {
        _events.RemoveAll(e => isLeftOut(e));
        var moved = _cursors.Where(c => c.Value.Position > c.Value.Taken).ToList();
        var batch = new EventBatch(
            moved.ToDictionary(c => c.Key, c => c.Value.Taken), _events.ToArray(), moved.ToDictionary(c => c.Key, c => c.Value.Position));
        foreach (var (_, cursor) in moved)
        {
            cursor.Taken = cursor.Position;
        }

        _events.Clear();
        _dead.Clear();
        return batch;
    }

    private void Read(ConsumeResult<byte[], byte[]> record)
    {
        var position = KafkaPosition.Of(record.Offset);
        if (!_cursors.TryGetValue(record.Partition.Value, out var cursor) || position <= cursor.Seen)
        {
            return;
        }

        cursor.Seen = position;
        var isNew = position > cursor.Position;
        cursor.Position = Math.Max(cursor.Position, position);
        if (record.Message.Value is null)
        {
            return; // the tombstone of a forgotten person
        }

        if (KafkaEventFormat.Read(record, out var reason) is not { } logged)
        {
            if (isNew)
            {
                _dead.Add(new(record, reason));
            }
        }
        else if (!cursor.Window.Add(position, logged.MessageId) && isNew)
        {
            _events.Add(logged);
        }
    }

    private sealed class Cursor(long position, RepeatWindow window)
    {
        public RepeatWindow Window => window;

        /// <summary>The last position that was read, the window before the start included.</summary>
        public long Seen { get; set; }

        /// <summary>The last position that belongs to this or an earlier batch.</summary>
        public long Position { get; set; } = position;

        /// <summary>The last position that belongs to a batch that was taken.</summary>
        public long Taken { get; set; } = position;
    }
}
