namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>The calls of the Segment spec.</summary>
internal enum CallType : byte
{
    Track,
    Page,
    Screen,
    Identify,
    Group,
    Alias,
}
