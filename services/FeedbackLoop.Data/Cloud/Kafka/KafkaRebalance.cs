using Confluent.Kafka;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>Tells whoever follows the log which partitions the group gives and takes. A consumer's handlers are set when it is built, before anybody follows;
/// they are called inside <see cref="IConsumer{TKey, TValue}.Consume(TimeSpan)"/>.</summary>
public sealed class KafkaRebalance
{
    private volatile Func<IReadOnlyList<TopicPartition>, IEnumerable<TopicPartitionOffset>>? _given;
    private volatile Action<IReadOnlyList<TopicPartition>>? _taken;

    public void Attach(ConsumerBuilder<byte[], byte[]> builder)
    {
        builder.SetPartitionsAssignedHandler((_, partitions) =>
            _given?.Invoke(partitions) ?? partitions.Select(p => new TopicPartitionOffset(p, Offset.End)));
        builder.SetPartitionsRevokedHandler((_, partitions) => _taken?.Invoke([.. partitions.Select(p => p.TopicPartition)]));
    }

    internal void Tell(
        Func<IReadOnlyList<TopicPartition>, IEnumerable<TopicPartitionOffset>>? given, Action<IReadOnlyList<TopicPartition>>? taken) =>
        (_given, _taken) = (given, taken);
}
