using Confluent.Kafka;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>The log's positions start at 1, because 0 says that nothing is counted; Kafka's offsets start at 0. So the position of a record is the offset of
/// the one after it.</summary>
internal static class KafkaPosition
{
    public static long Of(Offset offset) => offset.Value + 1;

    /// <summary>Where to read on.</summary>
    public static Offset Next(long position) => new(position);
}
