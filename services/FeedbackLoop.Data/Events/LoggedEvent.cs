namespace FeedbackLoop.Data.Events;

/// <summary>An event as the log holds it.</summary>
/// <param name="Partition">0 in PostgreSQL.</param>
/// <param name="Position">Grows within its partition; gaps are allowed.</param>
public sealed record LoggedEvent(
    int Partition,
    long Position,
    string MessageId,
    string? PersonId,
    string Name,
    string? SearchId,
    DateTimeOffset OccurredAt,
    DateTimeOffset ReceivedAt,
    string? TraceParent,
    ReadOnlyMemory<byte> Payload);
