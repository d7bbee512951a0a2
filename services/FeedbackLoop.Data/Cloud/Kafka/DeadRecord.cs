using System.Text;
using Confluent.Kafka;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>A record of the log's topic that is no event.</summary>
/// <param name="Reason">Follows on "The record ...".</param>
internal sealed record DeadRecord(ConsumeResult<byte[], byte[]> Record, string Reason)
{
    /// <summary>The record as it was, and where it was and why it went. The key is its place: what a rebuild finds again is the same dead letter.</summary>
    public Message<byte[], byte[]> ToMessage()
    {
        var headers = new Headers();
        foreach (var header in Record.Message.Headers ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        headers.Add("reason", Encoding.UTF8.GetBytes(Reason));
        headers.Add("origin", Encoding.UTF8.GetBytes(Place));
        headers.Add("origin-key", Record.Message.Key);
        return new() { Key = Encoding.UTF8.GetBytes(Place), Value = Record.Message.Value, Headers = headers, Timestamp = Record.Message.Timestamp };
    }

    /// <summary>Topic, partition, offset.</summary>
    public string Place => $"{Record.Topic}/{Record.Partition.Value}/{Record.Offset.Value}";
}
