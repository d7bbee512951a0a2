using System.Buffers.Binary;
using System.Text;

namespace FeedbackLoop.Data.Events;

/// <summary>
/// Builds rows in PostgreSQL's binary COPY format (PostgreSQL manual, "COPY", Binary Format): a header, rows of length-prefixed columns, a trailer, all
/// big-endian. By hand, because a column-by-column importer costs more time per event than everything else that the writer does.
/// </summary>
internal sealed class CopyBuffer
{
    private static readonly DateTimeOffset PostgresEpoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private byte[] _bytes = new byte[128 * 1024];
    private int _length;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Clear() => _length = 0;

    public void AddHeader()
    {
        Add("PGCOPY\n"u8);
        Add([0xff]); // not text: shows a transfer that mangles bytes
        Add("\r\n\0"u8);
        AddInt32(0); // no flags
        AddInt32(0); // no header extension
    }

    public void AddRow(short columns) => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), columns);

    public void AddTrailer() => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), -1);

    public void AddText(string? text)
    {
        if (text is null)
        {
            AddInt32(-1);
            return;
        }

        var space = Reserve(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, space[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(space, length);
        _length += sizeof(int) + length;
    }

    /// <param name="utf8">Text that is UTF-8 already.</param>
    public void AddText(ReadOnlySpan<byte> utf8)
    {
        AddInt32(utf8.Length);
        Add(utf8);
    }

    public void AddTime(DateTimeOffset time)
    {
        AddInt32(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Take(sizeof(long)), (time.UtcTicks - PostgresEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);
    }

    private void AddInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), value);

    private void Add(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int count)
    {
        var space = Reserve(count);
        _length += count;
        return space[..count];
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        }

        return _bytes.AsSpan(_length);
    }
}
