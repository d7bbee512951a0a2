namespace FeedbackLoop.Data.Events;

/// <summary>The log of what happened. PostgreSQL in the embedded profile, Kafka in the cloud profile.</summary>
public interface IEventLog
{
    /// <summary>Appends events and returns when they are durable. Readers see each <see cref="NewEvent.MessageId"/> once, however often it is appended.</summary>
    /// <returns>How many were new as far as the writer can tell; the rest were repeats.</returns>
    /// <exception cref="EventLogUnavailableException">The log could not be reached or refused to commit; nothing of this call may be taken as stored.</exception>
    Task<int> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Reads what follows the given positions, in order within each partition, and goes on as the log grows; ends only by cancellation.
    /// Every batch moves at least one position; an event is visible here within a fraction of a second of its commit.</summary>
    /// <param name="after">Partition to last position already counted; a partition that is absent is read from its start.</param>
    /// <param name="maxBatch">Most events in one batch.</param>
    IAsyncEnumerable<EventBatch> ReadAsync(IReadOnlyDictionary<int, long> after, int maxBatch, CancellationToken cancellationToken = default);

    /// <summary>Follows the log together with the other processes of this service: where the log has partitions, each process gets a share of them, and
    /// shares move as processes come and go. Effects stay exactly once by <see cref="ConsumerPosition.AdvanceAsync"/>.</summary>
    /// <param name="stored">Loads the positions that are stored with the effects; called whenever this process gets partitions.</param>
    /// <param name="maxBatch">Most events in one batch.</param>
    async IAsyncEnumerable<EventBatch> FollowAsync(
        Func<CancellationToken, Task<Dictionary<int, long>>> stored,
        int maxBatch,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var batch in ReadAsync(await stored(cancellationToken), maxBatch, cancellationToken))
        {
            yield return batch;
        }
    }

    /// <summary>The last position of each partition.</summary>
    Task<IReadOnlyDictionary<int, long>> EndAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes all events of one person and returns how many there were.</summary>
    Task<long> EraseAsync(string personId, CancellationToken cancellationToken = default);
}
