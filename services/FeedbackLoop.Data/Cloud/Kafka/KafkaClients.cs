using Confluent.Kafka;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>The clients that the log works with.</summary>
/// <param name="Producer">Of the whole process; see <see cref="KafkaClientConfig"/>.</param>
/// <param name="Follower">Gives the process's one member of its consumer group; not called by processes that only append.</param>
/// <param name="Rebalance">What the follower was built with.</param>
/// <param name="OpenReader">Makes a consumer beside the group, which reads partitions of its choice; who calls it disposes of it.</param>
public sealed record KafkaClients(
    IProducer<byte[], byte[]> Producer, Func<IConsumer<byte[], byte[]>> Follower, KafkaRebalance Rebalance, Func<IConsumer<byte[], byte[]>> OpenReader);
