namespace FeedbackLoop.Contracts.Events;

/// <summary>Answer of the collector's GET /api/events/status.</summary>
public sealed record CollectorStatus
{
    public required long Accepted { get; init; }
    public required long Duplicates { get; init; }
    public required long Refused { get; init; }
    public required DateTimeOffset? LastEventAt { get; init; }
    public required IReadOnlyDictionary<string, long> AcceptedByName { get; init; }
}

/// <summary>One refused event, as GET /api/events/refused lists it.</summary>
public sealed record RefusedEvent(long Id, DateTimeOffset ReceivedAt, string Field, string Reason, string Payload);
