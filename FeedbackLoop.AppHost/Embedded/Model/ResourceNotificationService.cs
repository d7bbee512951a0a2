using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Knows what every resource is doing, and tells those who wait for it.</summary>
public sealed class ResourceNotificationService
{
    private readonly ConcurrentDictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool TryGetCurrentState(string resourceName, out ResourceEvent? resourceEvent) => _current.TryGetValue(resourceName, out resourceEvent);

    /// <summary>Returns when the resource is in the state.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, update => update.Snapshot.State == (targetState ?? KnownResourceStates.Running), cancellationToken);

    /// <summary>Returns the first state of the resource, the present one included, of which the predicate is true.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }
            if (_current.TryGetValue(resourceName, out var current) && predicate(current))
            {
                return current;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Returns when the resource runs and its health check is content.</summary>
    /// <exception cref="DistributedApplicationException">The resource could not be started.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName,
            update => update.Snapshot.State == KnownResourceStates.FailedToStart || update.Snapshot is { State: "Running", HealthStatus: HealthStatus.Healthy },
            cancellationToken);
        return reached.Snapshot.State == KnownResourceStates.FailedToStart
            ? throw new DistributedApplicationException($"{resourceName} could not be started.")
            : reached;
    }

    internal void Publish(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            var before = _current.TryGetValue(resource.Name, out var current) ? current.Snapshot : new(KnownResourceStates.NotStarted);
            var after = change(before);
            if (current is not null && after == before)
            {
                return;
            }
            _current[resource.Name] = new(resource, after);
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.SetResult();
    }
}
