using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FeedbackLoop.Bench.Search;

/// <summary>One connection that searches: without pause, the next search leaving when the answer to the last one is there, or by the clock, every search at its
/// time. Then latency counts from when a search should have left, so that one which had to wait for a slow answer before it is not taken for a quick one
/// (coordinated omission, as Gil Tene calls it).
/// Written on a bare socket, so that the load generator takes as little as it can of the processors that it shares with the service.</summary>
internal sealed class SearchLoad(IPEndPoint address, string[] requests, int first)
{
    private readonly byte[] _buffer = new byte[256 * 1024];

    public List<double> Latencies { get; } = [];

    /// <summary>Milliseconds by stage, from the Server-Timing header.</summary>
    public Dictionary<string, List<double>> Stages { get; } = [];

    public int Failures { get; private set; }

    /// <param name="from">Timestamp from which is measured.</param>
    /// <param name="to">Timestamp at which is stopped.</param>
    /// <param name="schedule">The intended time of this connection's n-th search; null: without pause.</param>
    public void Run(long from, long to, Func<int, long>? schedule = null)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(address);
        for (var i = first; ; i++)
        {
            var request = Encoding.ASCII.GetBytes(requests[i % requests.Length]);
            var started = schedule is null ? Stopwatch.GetTimestamp() : schedule(i - first);
            if (started >= to)
            {
                return;
            }

            WaitFor(started);

            socket.Send(request);
            var length = Receive(socket);
            if (started < from)
            {
                continue;
            }

            if (!_buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8))
            {
                Failures++;
                continue;
            }

            Latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            ReadTimings(length);
        }
    }

    private static void WaitFor(long timestamp)
    {
        for (var left = timestamp - Stopwatch.GetTimestamp(); left > 0; left = timestamp - Stopwatch.GetTimestamp())
        {
            var milliseconds = (int)(left * 1000 / Stopwatch.Frequency);
            if (milliseconds > 0)
            {
                Thread.Sleep(milliseconds);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    // A chunked answer ends with an empty chunk; one with a length when that many bytes are there.
    private int Receive(Socket socket)
    {
        var length = 0;
        var end = -1;
        while (end < 0 || length < end)
        {
            var read = socket.Receive(_buffer.AsSpan(length));
            if (read == 0)
            {
                throw new IOException("The service closed the connection.");
            }

            length += read;
            var got = _buffer.AsSpan(0, length);
            if (got.EndsWith("\r\n0\r\n\r\n"u8))
            {
                return length;
            }

            var head = got.IndexOf("\r\n\r\n"u8);
            var field = head < 0 ? -1 : got[..head].IndexOf("Content-Length: "u8);
            if (field >= 0)
            {
                var digits = got[(field + 16)..];
                end = head + 4 + int.Parse(Encoding.ASCII.GetString(digits[..digits.IndexOf((byte)'\r')]), CultureInfo.InvariantCulture);
            }
        }

        return length;
    }

    private void ReadTimings(int length)
    {
        var got = _buffer.AsSpan(0, length);
        var at = got.IndexOf("Server-Timing: "u8);
        if (at < 0)
        {
            return;
        }

        var line = got[(at + 15)..];
        foreach (var part in Encoding.ASCII.GetString(line[..line.IndexOf((byte)'\r')]).Split(", "))
        {
            var equals = part.IndexOf(";dur=", StringComparison.Ordinal);
            if (!Stages.TryGetValue(part[..equals], out var stage))
            {
                Stages[part[..equals]] = stage = [];
            }

            stage.Add(double.Parse(part.AsSpan(equals + 5), CultureInfo.InvariantCulture));
        }
    }
}
