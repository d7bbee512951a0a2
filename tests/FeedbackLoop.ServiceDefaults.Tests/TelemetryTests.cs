using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FeedbackLoop.ServiceDefaults.Tests;

public class TelemetryTests
{
    [Fact]
    public async Task Traces_metrics_and_logs_reach_the_receiver_without_those_of_health_checks()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var received = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        await using var receiver = builder.Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            // Names are plain text in the protocol buffer.
            received.AddOrUpdate(signal, _ => Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
        });
        await receiver.StartAsync(cancellation);
        var address = receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        (string, string)[] variables = [("OTEL_EXPORTER_OTLP_ENDPOINT", address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "sample-service")];
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
        try
        {
            await using var service = await SampleService.StartAsync();
            await service.Client.GetStringAsync("/open", cancellation);
            await service.Client.GetStringAsync("/health", cancellation);
            using var broken = await service.Client.GetAsync("/broken", cancellation);
            service.Services.GetRequiredService<ILogger<TelemetryTests>>().LogCritical("A line for the receiver");
        }
        finally
        {
            foreach (var (name, _) in variables)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        Assert.Equal(["logs", "metrics", "traces"], received.Keys.Order());
        Assert.All(received.Values, body => Assert.Contains("sample-service", body, StringComparison.Ordinal));
        Assert.Contains("GET /open", received["traces"], StringComparison.Ordinal);
        Assert.Contains("http.response.status_code", received["traces"], StringComparison.Ordinal);
        Assert.DoesNotContain("GET /health", received["traces"], StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", received["metrics"], StringComparison.Ordinal);
        Assert.Contains("A line for the receiver", received["logs"], StringComparison.Ordinal);
    }
}
