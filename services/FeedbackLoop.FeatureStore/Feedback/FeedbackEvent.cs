using FeedbackLoop.Contracts.Events;

namespace FeedbackLoop.FeatureStore.Feedback;

/// <summary>What an event says about shown results; read from the event's JSON by <see cref="FeedbackEventReader"/>.</summary>
public sealed record FeedbackEvent
{
    public required string Name { get; init; }

    /// <summary>When it happened; never later than it was received.</summary>
    public required DateTimeOffset At { get; init; }
    public string? SearchId { get; init; }

    /// <summary>Segment's anonymousId, beside the userId that the log may know the person by.</summary>
    public string? AnonymousId { get; init; }

    /// <summary>The results that it speaks of.</summary>
    public IReadOnlyList<ResultReference> Results { get; init; } = [];
    public int? DwellMs { get; init; }

    /// <summary>-1 to 1.</summary>
    public float? Rating { get; init; }

    /// <summary>The browser named itself a robot.</summary>
    public bool SaysRobot { get; init; }

    /// <summary>Set for <see cref="EventNames.SearchServed"/> only.</summary>
    public SearchServed? Served { get; init; }
}

/// <summary>One shown result: by its search (when it differs from the event's), item and 1-based position, as far as the event tells.</summary>
public readonly record struct ResultReference(string? SearchId, string? ItemId, int? Position);
