namespace FeedbackLoop.Data.Events;

/// <summary>An event on its way into the log.</summary>
public sealed record NewEvent
{
    public required string MessageId { get; init; }

    /// <summary>Segment's userId where known, else anonymousId; null for events of nobody.</summary>
    public string? PersonId { get; init; }

    /// <summary>The event's name; for calls other than track the call's type.</summary>
    public required string Name { get; init; }

    public string? SearchId { get; init; }

    /// <summary>When it happened, by the sender's clock, corrected by sentAt.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>W3C traceparent of the request in which it arose.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The whole event as UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}
