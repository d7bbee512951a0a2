namespace FeedbackLoop.AppHost.Embedded.Postgres;

/// <summary>PostgreSQL cannot run, and the message is one sentence for the person in front of the terminal.</summary>
internal sealed class PostgresUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
