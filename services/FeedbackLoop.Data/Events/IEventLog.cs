namespace FeedbackLoop.Data.Events;

/// <summary>The log of what happened. PostgreSQL in the embedded profile, Kafka in the cloud profile.</summary>
public interface IEventLog
{
    /// <summary>Appends events and returns when they are durable. An event whose <see cref="NewEvent.MessageId"/> the log already holds is not appended again.</summary>
    /// <returns>How many were new; the rest were duplicates.</returns>
    /// <exception cref="EventLogUnavailableException">The log could not be reached or refused to commit; nothing of this call may be taken as stored.</exception>
    Task<int> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Reads what follows the given positions, in order within each partition, and goes on as the log grows; ends only by cancellation.
    /// Never yields an empty batch; an event is visible here within a fraction of a second of its commit.</summary>
    /// <param name="after">Partition to last position already counted; a partition that is absent is read from its start.</param>
    /// <param name="maxBatch">Most events in one batch.</param>
    IAsyncEnumerable<IReadOnlyList<LoggedEvent>> ReadAsync(IReadOnlyDictionary<int, long> after, int maxBatch, CancellationToken cancellationToken = default);

    /// <summary>The last position of each partition.</summary>
    Task<IReadOnlyDictionary<int, long>> EndAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes all events of one person and returns how many there were.</summary>
    Task<long> EraseAsync(string personId, CancellationToken cancellationToken = default);
}
