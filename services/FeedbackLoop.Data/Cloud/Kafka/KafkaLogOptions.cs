namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>Configuration section <c>EventLog:Kafka</c>.</summary>
public sealed class KafkaLogOptions
{
    public const string Section = "EventLog:Kafka";

    public KafkaAuthentication Authentication { get; set; }

    /// <summary>The log. In Azure an event hub of this name.</summary>
    public string Topic { get; set; } = "feedbackloop-events";

    /// <summary>Where records go that are no events, each with the reason in its header <c>reason</c>.</summary>
    public string DeadLetterTopic { get; set; } = "feedbackloop-dead-letters";

    /// <summary>Partitions that the log gets when it is created. Do not change them later: an event that is sent again would land in another one and count twice.</summary>
    public int Partitions { get; set; } = 12;

    /// <summary>Copies of each partition; -1 leaves it to the broker.</summary>
    public short ReplicationFactor { get; set; } = -1;

    /// <summary>How long the log keeps events: as far as a rebuild reaches back, and as long as the events of a forgotten person lie, unread, on the brokers.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>An event is a repeat when its message id stands among this many records before it in its partition. A reader keeps the window in memory, about
    /// 60 bytes a record, and reads it again when it starts.</summary>
    public int RepeatWindow { get; set; } = 100_000;

    /// <summary>How long the producer tries before an append fails.</summary>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest record; brokers take 1 MB unless they are told otherwise, Event Hubs always.</summary>
    public int MaxRecordBytes { get; set; } = 1_000_000;
}
