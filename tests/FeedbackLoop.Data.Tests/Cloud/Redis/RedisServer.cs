using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace FeedbackLoop.Data.Tests.Redis;

/// <summary>A real redis-server on a free port, which keeps nothing on disk and which a test may kill.</summary>
internal sealed class RedisServer : IDisposable
{
    private Process? _process;

    public int Port { get; } = FreePort();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _process = Process.Start(new ProcessStartInfo("redis-server", $"--port {Port} --bind 127.0.0.1 --save \"\" --appendonly no --loglevel warning")
            {
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("redis-server is not installed (Debian: apt-get install redis-server).");
        }

        using var client = new TcpClient();
        while (!client.Connected)
        {
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            }
            catch (SocketException)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <summary>A client configured as the product configures it.</summary>
    public static async Task<ConnectionMultiplexer> ConnectAsync(int port)
    {
        var options = ConfigurationOptions.Parse($"127.0.0.1:{port}");
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    public void Dispose() => Kill();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
