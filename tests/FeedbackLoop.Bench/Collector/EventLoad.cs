using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FeedbackLoop.Bench.Collector;

/// <summary>
/// One thread with many connections. It goes round and round: takes the answer from a connection, sends the next request on it. Two system calls for a
/// request and nothing else, because the generator shares the machine with what it measures. An answer that arrives while the thread waits for another one
/// is counted when its turn comes, so latencies are upper bounds.
/// </summary>
internal sealed class EventLoad(IPEndPoint collector, string writeKey, int connections, int batch, int seed)
{
    private readonly Random _random = new(seed);
    private readonly byte[] _answer = new byte[16 * 1024];
    private readonly string _run = System.Guid.NewGuid().ToString("N")[..12];
    private long _messages;

    /// <summary>Of answered requests within the measured time, in ticks of <see cref="Stopwatch"/>.</summary>
    public List<long> Latencies { get; } = [];

    /// <summary>Status code to count, for answers other than 200.</summary>
    public Dictionary<int, int> Failures { get; } = [];

    public void Run(long from, long to)
    {
        var sockets = new Socket[connections];
        var requests = new Request[connections];
        var sent = new long[connections];
        for (var i = 0; i < connections; i++)
        {
            sockets[i] = new Socket(collector.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000, SendBufferSize = 128 * 1024 };
            sockets[i].Connect(collector);
            requests[i] = new Request(writeKey, batch, _random);
            sent[i] = Send(sockets[i], requests[i]);
        }

        for (var stopping = false; !stopping;)
        {
            for (var i = 0; i < connections; i++)
            {
                var status = Receive(sockets[i]);
                var now = Stopwatch.GetTimestamp();
                if (now >= from && now < to)
                {
                    Count(status, now - sent[i]);
                }

                stopping = now >= to;
                if (stopping)
                {
                    break;
                }

                sent[i] = Send(sockets[i], requests[i]);
            }
        }

        Array.ForEach(sockets, socket => socket.Dispose());
    }

    private long Send(Socket socket, Request request)
    {
        request.Renew(_run, ref _messages);
        var now = Stopwatch.GetTimestamp();
        for (ReadOnlySpan<byte> rest = request.Bytes; !rest.IsEmpty;)
        {
            rest = rest[socket.Send(rest)..];
        }

        return now;
    }

    private int Receive(Socket socket)
    {
        var length = 0;
        while (true)
        {
            var read = socket.Receive(_answer.AsSpan(length));
            if (read == 0)
            {
                throw new IOException("The collector closed the connection.");
            }

            length += read;
            var answer = _answer.AsSpan(0, length);
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head >= 0 && IsWhole(answer, head + 4))
            {
                return (answer[9] - '0') * 100 + (answer[10] - '0') * 10 + answer[11] - '0';
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer, int bodyStart)
    {
        var head = answer[..bodyStart];
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return answer.EndsWith("0\r\n\r\n"u8); // chunked
        }

        var value = head[(at + 16)..];
        return System.Buffers.Text.Utf8Parser.TryParse(value, out int contentLength, out _) && answer.Length >= bodyStart + contentLength;
    }

    private void Count(int status, long ticks)
    {
        if (status == 200)
        {
            Latencies.Add(ticks);
        }
        else
        {
            Failures[status] = Failures.GetValueOrDefault(status) + 1;
        }
    }

    /// <summary>A rendered request of which only the message ids change.</summary>
    private sealed class Request
    {
        private const string Hole = "RRRRRRRRRRRR-000000000000000";
        private readonly List<int> _holes = [];

        public Request(string writeKey, int batch, Random random)
        {
            var events = string.Join(',', Enumerable.Range(0, batch).Select(_ => Event(random, batch > 1)));
            var body = batch == 1 ? events : $$"""{"batch":[{{events}}],"sentAt":"2026-05-01T12:00:01.000Z"}""";
            var key = Convert.ToBase64String(Encoding.ASCII.GetBytes(writeKey + ":"));
            Bytes = Encoding.ASCII.GetBytes(
                $"POST /v1/{(batch == 1 ? "track" : "batch")} HTTP/1.1\r\nHost: collector\r\nAuthorization: Basic {key}\r\n" +
                $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            var hole = Encoding.ASCII.GetBytes(Hole);
            for (var at = Bytes.AsSpan().IndexOf(hole); at >= 0;)
            {
                _holes.Add(at);
                var next = Bytes.AsSpan(at + 1).IndexOf(hole);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        public byte[] Bytes { get; }

        public void Renew(string run, ref long messages)
        {
            foreach (var at in _holes)
            {
                var id = Bytes.AsSpan(at, Hole.Length);
                // The count goes first and scrambled, so that ids are as unordered as random ones.
                var scrambled = unchecked((ulong)messages++ * 0x9E3779B97F4A7C15UL);
                scrambled.TryFormat(id, out _, "x16");
                Encoding.ASCII.GetBytes(run.AsSpan(0, 12), id[16..]);
            }
        }

        private static string Event(Random random, bool withType)
        {
            var type = withType ? "\"type\":\"track\"," : "";
            return $$$"""
                {{{{type}}}"event":"Product Clicked","messageId":"{{{Hole}}}","anonymousId":"{{{Guid(random)}}}","timestamp":"2026-05-01T12:00:00.000Z",
                "properties":{"search_id":"{{{Guid(random)}}}","product_id":"item-{{{random.Next(5000)}}}","position":{{{random.Next(1, 25)}}}},
                "context":{"library":{"name":"analytics.js","version":"next-1.70.0"},"page":{"path":"/","title":"Shop","url":"https://shop.example/"},
                "userAgent":"Mozilla/5.0 (X11; Linux x86_64)","locale":"en-GB"}}
                """.ReplaceLineEndings("");
        }

        private static Guid Guid(Random random)
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new(bytes);
        }
    }
}
