namespace FeedbackLoop.Data.Events;

/// <summary>What a follower counts in one transaction: the events between two positions of the log.</summary>
/// <param name="After">Partition to the position that the batch goes on from. Whoever has stored an earlier one must not count the batch: it would miss what
/// lies between. A partition that is absent was read from its start.</param>
/// <param name="Events">In order within each partition. Empty when only positions moved, over repeats or events of forgotten people.</param>
/// <param name="Positions">Partition to the position that is stored with the effects of the batch.</param>
public sealed record EventBatch(
    IReadOnlyDictionary<int, long> After, IReadOnlyList<LoggedEvent> Events, IReadOnlyDictionary<int, long> Positions);
