namespace FeedbackLoop.Data.Events;

/// <summary>The event log could not be reached or did not commit. The caller answers 503 and the sender tries again.</summary>
public sealed class EventLogUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
