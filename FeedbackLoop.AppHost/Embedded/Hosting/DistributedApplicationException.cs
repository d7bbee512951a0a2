namespace Aspire.Hosting;

/// <summary>The application cannot run, and the message is one sentence for the person in front of the terminal.</summary>
public sealed class DistributedApplicationException(string message, Exception? inner = null) : Exception(message, inner);
