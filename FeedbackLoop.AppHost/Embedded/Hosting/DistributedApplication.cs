using FeedbackLoop.AppHost.Embedded.Running;
using FeedbackLoop.AppHost.Embedded.Testing;

namespace Aspire.Hosting;

/// <summary>The application: its resources as processes on this machine.</summary>
public sealed class DistributedApplication : IAsyncDisposable
{
    private readonly Orchestrator _orchestrator;

    internal DistributedApplication(DistributedApplicationBuilder builder)
    {
        Builder = builder;
        _orchestrator = new Orchestrator(builder, ResourceNotifications);
    }

    public ResourceNotificationService ResourceNotifications { get; } = new();

    internal DistributedApplicationBuilder Builder { get; }

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => EntryPoint.Guard(() => new DistributedApplicationBuilder(args));

    /// <summary>Starts the resources and returns; <see cref="ResourceNotifications"/> tells when they are healthy.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => _orchestrator.StartAsync(cancellationToken);

    /// <summary>Stops every process, those first that nobody uses.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _orchestrator.StopAsync();

    /// <summary>Starts the resources, says when they are healthy, and returns when it is told to stop and no process is left.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    public Task RunAsync(CancellationToken cancellationToken = default) =>
        EntryPointSession.Current is { } session ? session.HandOver(this) : EntryPoint.RunAsync(this, _orchestrator, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _orchestrator.StopAsync();
        _orchestrator.Dispose();
    }
}
