using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using FeedbackLoop.Data.Events;

namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>The buffers of one request, reused from request to request. The events' payloads are parts of <see cref="Body"/>, so it may be released only
/// when the log has answered.</summary>
internal sealed class TrackingRequest
{
    private byte[]? _buffer;
    private int _length;

    public List<EventDraft> Drafts { get; } = [];

    public List<NewEvent> Events { get; } = [];

    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, _length);

    /// <summary>Reads the whole body, decompressed if it is gzip, in memory from the pool.</summary>
    /// <returns>False when it is larger than <paramref name="limit"/> bytes; what was read until then stays in <see cref="Body"/>.</returns>
    /// <exception cref="InvalidDataException">The body says that it is gzip and is not.</exception>
    public ValueTask<bool> ReadAsync(HttpContext context, int limit)
    {
        var encoding = context.Request.Headers.ContentEncoding;
        return encoding.Count == 0 || encoding is ["identity"] ? ReadPlainAsync(context, limit)
            : encoding is ["gzip"] ? ReadGzipAsync(context, limit)
            : throw new BadHttpRequestException("Content-Encoding has to be gzip or absent.", StatusCodes.Status415UnsupportedMediaType);
    }

    public void Release()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }

        _length = 0;
        Drafts.Clear();
        Events.Clear();
    }

    private async ValueTask<bool> ReadPlainAsync(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
        {
            return false;
        }

        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            var body = read.Buffer;
            if (read.IsCompleted || body.Length > limit)
            {
                var fits = body.Length <= limit;
                _length = (int)Math.Min(body.Length, limit);
                _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(_length, 1));
                body.Slice(0, _length).CopyTo(_buffer);
                reader.AdvanceTo(body.End);
                return fits;
            }

            reader.AdvanceTo(body.Start, body.End);
        }
    }

    private async ValueTask<bool> ReadGzipAsync(HttpContext context, int limit)
    {
        if (context.Request.ContentLength > limit)
        {
            return false;
        }

        // One byte more than allowed tells a body that fits from one that does not, without ever unpacking a bomb.
        _buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        await using var gzip = new GZipStream(context.Request.BodyReader.AsStream(), CompressionMode.Decompress);
        _length = await gzip.ReadAtLeastAsync(_buffer.AsMemory(0, limit + 1), limit + 1, throwOnEndOfStream: false, context.RequestAborted);
        var fits = _length <= limit;
        _length = Math.Min(_length, limit);
        return fits;
    }
}
