using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>
/// The message ids of the last records of one partition. An event is a repeat when its id stands within <paramref name="size"/> positions before it. That is a
/// property of the log alone: every reader, wherever it starts, comes to the same answer once it has seen that many records before its first one.
/// </summary>
/// <param name="size">In positions.</param>
internal sealed class RepeatWindow(int size)
{
    private readonly Queue<(long Position, UInt128 Id)> _order = new();
    private readonly Dictionary<UInt128, long> _last = [];

    /// <summary>Takes an id in. Positions have to grow.</summary>
    /// <returns>True when it is a repeat.</returns>
    public bool Add(long position, string messageId)
    {
        while (_order.TryPeek(out var oldest) && oldest.Position < position - size)
        {
            _order.Dequeue();
            if (_last[oldest.Id] == oldest.Position)
            {
                _last.Remove(oldest.Id);
            }
        }

        var id = Digest(messageId);
        var isRepeat = _last.ContainsKey(id);
        _last[id] = position;
        _order.Enqueue((position, id));
        return isRepeat;
    }

    /// <summary>Senders choose ids, so the digest is one in which nobody finds two with the same value.</summary>
    private static UInt128 Digest(string messageId)
    {
        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(NewEventRules.MaxIdentifierLength)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(messageId, utf8)], hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
