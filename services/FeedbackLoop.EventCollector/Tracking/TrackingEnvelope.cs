namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>What a request says for all of its events.</summary>
internal struct TrackingEnvelope
{
    public string? WriteKey;
    public DateTimeOffset? SentAt;
    public string? TraceParent;

    /// <summary>Why nothing of the body can be taken; null when the body is sound.</summary>
    public string? Field;
    public string? Reason;

    public void Refuse(string field, string reason)
    {
        if (Field is null)
        {
            Field = field;
            Reason = reason;
        }
    }
}
