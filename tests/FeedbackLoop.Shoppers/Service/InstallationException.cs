namespace FeedbackLoop.Shoppers.Service;

/// <summary>There is no system to shop in; the message says what to do.</summary>
public sealed class InstallationException(string message) : Exception(message);
