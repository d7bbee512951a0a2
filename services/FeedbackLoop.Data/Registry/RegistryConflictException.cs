namespace FeedbackLoop.Data.Registry;

/// <summary>The registry has moved on: what was asked for does not fit what serves now. The message says why.</summary>
public sealed class RegistryConflictException(string message) : Exception(message);
