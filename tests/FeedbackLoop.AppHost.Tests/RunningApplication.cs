using Aspire.Hosting;
using Aspire.Hosting.Testing;

[assembly: AssemblyFixture(typeof(FeedbackLoop.AppHost.Tests.RunningApplication))]

namespace FeedbackLoop.AppHost.Tests;

/// <summary>The whole system, healthy, for all tests of this assembly that only use it.</summary>
public sealed class RunningApplication : IAsyncLifetime
{
    private static readonly string[] Resources = ["db-manager", "search-api", "event-collector", "feature-store", "retraining", "web"];
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _app;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Started when the first test asks.</summary>
    public async Task<DistributedApplication> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_app is null)
            {
                _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.FeedbackLoop_AppHost>(cancellationToken);
                var app = await _builder.BuildAsync(cancellationToken);
                await app.StartAsync(cancellationToken);
                foreach (var resource in Resources)
                {
                    await app.ResourceNotifications.WaitForResourceHealthyAsync(resource, cancellationToken);
                }
                _app = app;
            }
            return _app;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_builder is not null)
        {
            await _builder.DisposeAsync();
        }
        _gate.Dispose();
    }
}
