using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>What partitions the log has, and from where to where each reaches. Asks by the producer's connections.</summary>
internal sealed class TopicOffsets(IProducer<byte[], byte[]> producer, KafkaLogOptions options) : IDisposable
{
    private readonly IAdminClient _admin = new DependentAdminClientBuilder(producer.Handle).Build();
    private int[]? _partitions;

    /// <exception cref="EventLogUnavailableException">The brokers cannot be reached, or have no such topic.</exception>
    public async Task<int[]> PartitionsAsync(CancellationToken cancellationToken)
    {
        if (_partitions is { } known)
        {
            return known;
        }

        try
        {
            var topic = (await Task.Run(() => _admin.GetMetadata(options.Topic, options.DeliveryTimeout), cancellationToken)).Topics.Single();
            return topic.Error.IsError || topic.Partitions.Count == 0
                ? throw new EventLogUnavailableException($"The topic {options.Topic} cannot be read: {topic.Error.Reason}.")
                : _partitions = [.. topic.Partitions.Select(p => p.PartitionId).Order()];
        }
        catch (KafkaException failure)
        {
            throw new EventLogUnavailableException("The event log cannot be read.", failure);
        }
    }

    /// <summary>Partition to the offset of the oldest record that is kept.</summary>
    public Task<Dictionary<int, long>> FirstAsync(int[] partitions, CancellationToken cancellationToken) =>
        FindAsync(partitions, OffsetSpec.Earliest(), cancellationToken);

    /// <summary>Partition to the position of the newest record, 0 where there was none: Kafka gives the offset of the record that comes next.</summary>
    public Task<Dictionary<int, long>> LastAsync(int[] partitions, CancellationToken cancellationToken) =>
        FindAsync(partitions, OffsetSpec.Latest(), cancellationToken);

    public void Dispose() => _admin.Dispose();

    private async Task<Dictionary<int, long>> FindAsync(int[] partitions, OffsetSpec which, CancellationToken cancellationToken)
    {
        try
        {
            var found = await _admin.ListOffsetsAsync(
                partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = new(options.Topic, p), OffsetSpec = which }),
                new() { RequestTimeout = options.DeliveryTimeout }).WaitAsync(cancellationToken);
            var offsets = found.ResultInfos
                .Where(f => f.TopicPartitionOffsetError.Offset.Value >= 0)
                .ToDictionary(f => f.TopicPartitionOffsetError.Partition.Value, f => f.TopicPartitionOffsetError.Offset.Value);

            // Of a partition whose broker is away the client may say -1, or nothing, and no error.
            return partitions.All(offsets.ContainsKey) ? offsets
                : throw new EventLogUnavailableException($"The brokers of {partitions.Length - offsets.Count} of {partitions.Length} partitions do not answer.");
        }
        catch (KafkaException failure)
        {
            throw new EventLogUnavailableException("The event log cannot be read.", failure);
        }
    }
}
