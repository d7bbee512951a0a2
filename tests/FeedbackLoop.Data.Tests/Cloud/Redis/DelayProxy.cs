using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace FeedbackLoop.Data.Tests.Redis;

/// <summary>Stands before a server and makes it far: every byte takes its time, in both directions, while others follow.</summary>
internal sealed class DelayProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeSpan _oneWay;
    private readonly int _target;

    public DelayProxy(int target, TimeSpan oneWay)
    {
        (_target, _oneWay) = (target, oneWay);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var near = await _listener.AcceptTcpClientAsync(_stopping.Token);
            var far = new TcpClient();
            await far.ConnectAsync(IPAddress.Loopback, _target, _stopping.Token);
            (near.NoDelay, far.NoDelay) = (true, true);
            _ = PumpAsync(near.GetStream(), far.GetStream());
            _ = PumpAsync(far.GetStream(), near.GetStream());
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var travelling = Channel.CreateUnbounded<(long Since, byte[] Bytes)>();
        _ = Task.Run(async () =>
        {
            await foreach (var (since, bytes) in travelling.Reader.ReadAllAsync(_stopping.Token))
            {
                var left = _oneWay - TimeProvider.System.GetElapsedTime(since);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, _stopping.Token);
                }

                await to.WriteAsync(bytes, _stopping.Token);
            }
        });
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stopping.Token) is var count and > 0)
        {
            travelling.Writer.TryWrite((TimeProvider.System.GetTimestamp(), buffer[..count]));
        }
    }
}
