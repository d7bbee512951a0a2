using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FeedbackLoop.Testing;

namespace FeedbackLoop.EventCollector.Tests;

/// <summary>The collector as a process of its own, on a port of its own, which a test may kill.</summary>
public sealed class CollectorProcess : IAsyncDisposable
{
    private readonly string _connectionString;
    private Process? _process;

    private CollectorProcess(string connectionString, Uri url)
    {
        _connectionString = connectionString;
        Url = url;
    }

    public Uri Url { get; }

    public static async Task<CollectorProcess> StartAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var collector = new CollectorProcess(database.ConnectionString, new Uri($"http://127.0.0.1:{port}"));
        await collector.StartAgainAsync(cancellationToken);
        return collector;
    }

    /// <summary>Starts it on the same port and returns when it is healthy.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = Url.ToString(),
                ["ConnectionStrings__feedbackdb"] = _connectionString,
                ["Keys__Write"] = CollectorFactory.WriteKey,
                ["Keys__Operator"] = CollectorFactory.OperatorKey,
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        var process = _process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await IsHealthyAsync(client, deadline.Token))
        {
            Assert.False(process.HasExited, "The collector ended at its start.");
            await Task.Delay(25, deadline.Token);
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            Kill();
        }

        return ValueTask.CompletedTask;
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync("/health", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
