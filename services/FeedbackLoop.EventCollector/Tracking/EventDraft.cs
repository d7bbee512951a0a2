namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>What was read of one event. It is refused when <see cref="Field"/> is set; the first fault counts.</summary>
internal struct EventDraft
{
    /// <summary>Where the event's JSON stands in the body, in bytes.</summary>
    public int Start;
    public int Length;

    public CallType? Type;
    public string? Name;
    public string? MessageId;
    public string? UserId;
    public string? AnonymousId;
    public string? GroupId;
    public string? PreviousId;
    public DateTimeOffset? Timestamp;
    public DateTimeOffset? OriginalTimestamp;
    public DateTimeOffset? SentAt;
    public string? TraceParent;
    public EcommerceProperties Properties;

    /// <summary>The faulty part, as a path within the event such as <c>properties.position</c>; null while there is none.</summary>
    public string? Field;
    public string? Reason;

    public readonly string? PersonId => UserId ?? AnonymousId;

    public void Refuse(string field, string reason)
    {
        if (Field is null)
        {
            Field = field;
            Reason = reason;
        }
    }
}
