using Microsoft.Extensions.Diagnostics.HealthChecks;
using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>Starts, watches and stops all resources.</summary>
internal sealed class Orchestrator(DistributedApplicationBuilder builder, ResourceNotificationService notifications) : IDisposable
{
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<ResourceSupervisor> _supervisors = [];
    private readonly SemaphoreSlim _stopping = new(1, 1);
    private DataFolder? _data;

    public Terminal Terminal { get; } = Terminal.For(
        builder.Output, builder.Resources.Where(resource => resource is ProjectResource or PostgresServerResource).Select(resource => resource.Name));

    public IReadOnlyList<ResourceSupervisor> Supervisors => _supervisors;

    /// <summary>Gives every resource its address and sets off all supervisors; they wait for each other.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _data = DataFolder.Open(builder.DataFolder);
        if (builder.CommandLine.Reset)
        {
            _data.Reset();
        }
        var ports = new PortAllocator(builder.RandomPorts, Terminal);
        foreach (var resource in builder.Resources)
        {
            switch (resource)
            {
                case PostgresServerResource server:
                    server.Port = PortAllocator.Any();
                    _supervisors.Add(new PostgresSupervisor(server, _data.Postgres, notifications, LogOf(resource), _time));
                    break;
                case ProjectResource project:
                    var profile = LaunchProfile.Read(project.Project.ProjectPath);
                    project.Address = new Uri($"http://localhost:{ports.For(project.Name, profile.Port)}");
                    _supervisors.Add(new ProjectSupervisor(project, profile, _http, notifications, LogOf(resource), _time));
                    break;
            }
        }
        foreach (var supervisor in _supervisors)
        {
            supervisor.Start();
        }
        foreach (var database in builder.Resources.OfType<PostgresDatabaseResource>())
        {
            _ = MirrorAsync(database);
        }
        return Task.CompletedTask;
    }

    /// <summary>Returns when every resource is healthy.</summary>
    /// <exception cref="DistributedApplicationException">One of them cannot be started.</exception>
    public async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        foreach (var supervisor in _supervisors)
        {
            var slow = TimeSpan.FromMinutes(1);
            while (true)
            {
                try
                {
                    await WaitForAnyFailureOr(supervisor.Resource, cancellationToken).WaitAsync(slow, cancellationToken);
                    break;
                }
                catch (TimeoutException)
                {
                    SayWhatIsMissing();
                }
            }
        }
    }

    /// <summary>Those that nobody uses any more stop first: the web, then the services, at last the database.</summary>
    public async Task StopAsync()
    {
        await _stopping.WaitAsync();
        try
        {
            var left = _supervisors.ToList();
            while (left.Count > 0)
            {
                var unused = left.Where(supervisor => !left.Any(other => other != supervisor && Uses(other.Resource, supervisor.Resource))).ToArray();
                var now = unused.Length > 0 ? unused : [.. left];
                await Task.WhenAll(now.Select(supervisor => supervisor.StopAsync()));
                left.RemoveAll(now.Contains);
            }
            _supervisors.ForEach(supervisor => supervisor.Dispose());
            _supervisors.Clear();
            _data?.Dispose();
            _data = null;
        }
        finally
        {
            _stopping.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _stopping.Dispose();
    }

    private static bool Uses(IResource user, IResource used) =>
        user is IResourceWithWaitSupport waiting
        && waiting.WaitsFor.Any(dependency => dependency == used || (dependency as PostgresDatabaseResource)?.Parent == used || Uses(dependency, used));

    private ResourceLog LogOf(IResource resource) => new(_data!.Logs, resource.Name, Terminal, _time);

    /// <summary>A database is as healthy as its server.</summary>
    private async Task MirrorAsync(PostgresDatabaseResource database)
    {
        CustomResourceSnapshot? last = null;
        while (last?.State is not ("Exited" or "FailedToStart") || _data is not null)
        {
            var update = await notifications.WaitForResourceAsync(database.Parent.Name, update => update.Snapshot != last);
            last = update.Snapshot;
            notifications.Publish(database, _ => last with { ProcessId = null });
        }
    }

    private async Task WaitForAnyFailureOr(IResource resource, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var failures = _supervisors.Select(supervisor => notifications.WaitForResourceAsync(
                supervisor.Resource.Name, update => update.Snapshot.State == KnownResourceStates.FailedToStart, either.Token));
            var healthy = notifications.WaitForResourceAsync(
                resource.Name, update => update.Snapshot is { State: "Running", HealthStatus: HealthStatus.Healthy }, either.Token);
            await await Task.WhenAny([healthy, .. failures]);
            if (_supervisors.FirstOrDefault(supervisor => supervisor.Failure is not null) is { } failed)
            {
                throw new DistributedApplicationException(failed.Failure!);
            }
        }
        finally
        {
            await either.CancelAsync();
        }
    }

    private void SayWhatIsMissing()
    {
        foreach (var supervisor in _supervisors)
        {
            if (notifications.TryGetCurrentState(supervisor.Resource.Name, out var current)
                && current!.Snapshot is { State: "Running", HealthStatus: not HealthStatus.Healthy } or { State: "Starting" })
            {
                Terminal.WriteLine($"Still waiting for {supervisor.Resource.Name}: it runs, but is not healthy. Its log: {supervisor.LogFile}");
            }
        }
    }
}
