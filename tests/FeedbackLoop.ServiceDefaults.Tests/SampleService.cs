using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FeedbackLoop.ServiceDefaults.Tests;

/// <summary>A service like those of the house, with the shared defaults, on a free port.</summary>
internal sealed class SampleService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _flaky;

    private SampleService(WebApplication app)
    {
        _app = app;
        app.MapDefaultEndpoints();
        app.MapGet("/open", () => "open");
        app.MapGet("/limited", () => "limited").RequirePublicRateLimit();
        app.MapGet("/operators", () => "operators").RequireOperator();
        app.MapGet("/broken", string () => throw new InvalidOperationException("secret of the house"));
        app.MapPost("/order", (Order order) => order.Count);
        app.MapMethods("/flaky", ["GET", "POST"], () => Interlocked.Increment(ref _flaky) < 3 ? Results.StatusCode(503) : Results.Text("at last"));
    }

    public HttpClient Client { get; private set; } = new();

    public IServiceProvider Services => _app.Services;

    /// <summary>How often /flaky was called.</summary>
    public int FlakyCalls => _flaky;

    public static async Task<SampleService> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.AddServiceDefaults();
        var service = new SampleService(builder.Build());
        await service._app.StartAsync();
        var address = service._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        service.Client.BaseAddress = new Uri(address);
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    internal sealed record Order(int Count);
}
