namespace FeedbackLoop.Data.Events;

/// <summary>Configuration section <c>EventLog</c>.</summary>
public sealed class EventLogOptions
{
    /// <summary><c>postgres</c>, or <c>kafka</c> in builds of the cloud profile. Empty: Kafka if there is a connection string for it, else PostgreSQL.</summary>
    public string Provider { get; set; } = "";

    /// <summary>PostgreSQL: most events that one commit of this process takes together. Larger commits cost less per event; other processes wait for the longest one.</summary>
    public int MaxCommitEvents { get; set; } = 4096;

    /// <summary>PostgreSQL: how many appends may wait for the writer; further ones wait for a place.</summary>
    public int QueueLength { get; set; } = 8192;

    /// <summary>How long a follower at the end of the log waits before it looks again.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(50);
}
