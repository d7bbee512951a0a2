using FeedbackLoop.AppHost.Embedded.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>Keeps one resource alive: waits for what it needs, starts it, asks for its health, starts it again when it crashes, stops it at the end.</summary>
internal abstract class ResourceSupervisor(IResource resource, ResourceNotificationService notifications, ResourceLog log, TimeProvider time) : IDisposable
{
    private const int FirstAttempts = 3;
    private static readonly TimeSpan HealthIntervalAtStart = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private readonly RestartBackoff _backoff = new(time);
    private ResourceProcess? _process;
    private Task _life = Task.CompletedTask;
    private bool _hasBeenHealthy;

    public IResource Resource { get; } = resource;

    public string LogFile => Log.FilePath;

    /// <summary>Why the resource could not be started; null as long as it could.</summary>
    public string? Failure { get; private set; }

    protected ResourceLog Log { get; } = log;

    /// <summary>How long the process may take to stop before it is ended.</summary>
    protected virtual TimeSpan StopPatience => TimeSpan.FromSeconds(10);

    /// <summary>How the process is told to stop.</summary>
    protected virtual int StopSignal => ProcessSignal.Terminate;

    protected virtual IEnumerable<IResource> WaitsFor => [];

    public void Start() => _life = Task.Run(LiveAsync);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        if (_process is { Ended.IsCompleted: false } process)
        {
            Publish(KnownResourceStates.Stopping, process.Id);
            await process.StopAsync(StopSignal, StopPatience);
        }
        await _life;
        notifications.Publish(Resource, before => before with { State = Failure is null ? KnownResourceStates.Exited : before.State, HealthStatus = null, ProcessId = null });
    }

    public void Dispose()
    {
        _stop.Dispose();
        Log.Dispose();
    }

    /// <summary>Starts the process; returns as soon as there is one.</summary>
    /// <exception cref="DistributedApplicationException">There is no sense in trying again.</exception>
    protected abstract Task<ResourceProcess> StartProcessAsync(CancellationToken cancellationToken);

    protected abstract Task<bool> IsHealthyAsync(CancellationToken cancellationToken);

    private async Task LiveAsync()
    {
        try
        {
            Publish(KnownResourceStates.Waiting);
            foreach (var dependency in WaitsFor)
            {
                await notifications.WaitForResourceAsync(
                    dependency.Name, update => update.Snapshot is { State: "Running", HealthStatus: HealthStatus.Healthy }, _stop.Token);
            }
            for (var attempt = 1; !_stop.IsCancellationRequested; attempt++)
            {
                var exitCode = await LiveOnceAsync(attempt);
                if (!_hasBeenHealthy && attempt >= FirstAttempts)
                {
                    throw new DistributedApplicationException($"{Resource.Name} ends before it is healthy (exit code {exitCode}): {Log.LastWords()} Its log: {LogFile}");
                }
                var rest = _backoff.Crashed();
                Log.Write($"ended with exit code {exitCode}; starting again {(rest == TimeSpan.Zero ? "at once" : $"in {rest.TotalSeconds:0.#} s")}", toTerminal: true);
                await Task.Delay(rest, time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // stopped
        }
        catch (Exception failure) when (failure is DistributedApplicationException or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            Failure = failure is DistributedApplicationException ? failure.Message : $"{Resource.Name} cannot be started: {failure.Message}";
            Publish(KnownResourceStates.FailedToStart);
        }
    }

    private async Task<int> LiveOnceAsync(int attempt)
    {
        notifications.Publish(Resource, before => before with { State = KnownResourceStates.Starting, Starts = attempt });
        var process = _process = await StartProcessAsync(_stop.Token);
        ProcessGuard.Watch(process.Id);
        _backoff.Started();
        if (_stop.IsCancellationRequested)
        {
            await process.StopAsync(StopSignal, StopPatience);
        }
        Publish(KnownResourceStates.Running, process.Id, HealthStatus.Unhealthy);
        while (!process.Ended.IsCompleted)
        {
            var healthy = await IsHealthyAsync(_stop.Token);
            _hasBeenHealthy |= healthy;
            if (!_stop.IsCancellationRequested && !process.Ended.IsCompleted)
            {
                Publish(KnownResourceStates.Running, process.Id, healthy ? HealthStatus.Healthy : HealthStatus.Unhealthy);
            }
            await Task.WhenAny(process.Ended, Task.Delay(healthy ? HealthInterval : HealthIntervalAtStart, time, _stop.Token));
            _stop.Token.ThrowIfCancellationRequested();
        }
        Publish(KnownResourceStates.Exited);
        return await process.Ended;
    }

    private void Publish(string state, int? processId = null, HealthStatus? health = null) =>
        notifications.Publish(Resource, before => before with { State = state, ProcessId = processId, HealthStatus = health });
}
