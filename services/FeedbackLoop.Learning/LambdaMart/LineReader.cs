namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>Lines of a UTF-8 stream as bytes, without a string per line. Does not close the stream.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    private byte[] buffer = new byte[1 << 20];
    private int start, end;
    private bool finished;

    /// <summary>The next line without its end; valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            int at = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = buffer.AsSpan(start, at);
                start += at + 1;
                return true;
            }
            if (finished)
            {
                line = buffer.AsSpan(start, end - start);
                bool any = start < end;
                start = end;
                return any;
            }
            Fill();
        }
    }

    public void Dispose() => buffer = [];

    private void Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        int read = stream.Read(buffer, end, buffer.Length - end);
        finished = read == 0;
        end += read;
    }
}
