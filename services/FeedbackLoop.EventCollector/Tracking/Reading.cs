namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>What was found where a value is expected.</summary>
internal enum Reading : byte
{
    Absent,
    Valid,
    Invalid,
}
