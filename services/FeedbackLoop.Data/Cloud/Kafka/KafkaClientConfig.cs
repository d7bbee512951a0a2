using Confluent.Kafka;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>How the log uses Kafka: what its promises need is set, whatever the configuration says; what is a matter of load only where that says nothing.
/// Event Hubs knows all of it. Records are not compressed, because Event Hubs takes compressed ones in some tiers only; no transactions are needed.</summary>
public static class KafkaClientConfig
{
    /// <summary>Durable before it is acknowledged, once, in order, in batches.</summary>
    public static void Configure(ProducerConfig config, KafkaLogOptions options)
    {
        config.EnableIdempotence = true;
        config.Acks = Acks.All;
        config.MessageTimeoutMs = (int)options.DeliveryTimeout.TotalMilliseconds;
        config.MessageMaxBytes = options.MaxRecordBytes;

        // Any client of any language that uses the Java client's partitioner finds a person in the same partition.
        config.Partitioner = Partitioner.Murmur2Random;

        // A few milliseconds gather what many callers append into one request. The queue's bound is the back-pressure: appends wait when it is full.
        config.LingerMs ??= 5;
        config.QueueBufferingMaxMessages ??= 50_000;
        config.QueueBufferingMaxKbytes ??= 64 * 1024;
        config.DeliveryReportFields = "status";
        KeepConnected(config);
    }

    /// <summary>Effects are committed in PostgreSQL; the group's own offsets are set by hand behind them and only show the lag to tools and scale rules.</summary>
    public static void Configure(ConsumerConfig config)
    {
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;

        // Of a rebalance only those partitions notice that move.
        config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
        config.QueuedMaxMessagesKbytes ??= 16 * 1024;
        config.FetchWaitMaxMs ??= 100;
        KeepConnected(config);
    }

    /// <summary>Load balancers, Azure's after four minutes, drop connections on which nothing happens.</summary>
    private static void KeepConnected(ClientConfig config)
    {
        config.SocketKeepaliveEnable ??= true;
        config.ConnectionsMaxIdleMs ??= 180_000;
        config.MetadataMaxAgeMs ??= 180_000;
    }
}
