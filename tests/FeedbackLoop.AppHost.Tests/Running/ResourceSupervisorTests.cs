using Aspire.Hosting.ApplicationModel;
using FeedbackLoop.AppHost.Embedded.Processes;
using FeedbackLoop.AppHost.Embedded.Running;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FeedbackLoop.AppHost.Tests.Running;

public sealed class ResourceSupervisorTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ResourceNotificationService _notifications = new();
    private readonly StringWriter _terminal = new();
    private readonly List<ResourceSupervisor> _supervisors = [];
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These tests speak shell.");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var supervisor in _supervisors)
        {
            await supervisor.StopAsync();
            supervisor.Dispose();
        }
        _deadline.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_resource_starts_only_when_what_it_waits_for_is_healthy()
    {
        var healthy = Path.Combine(_folder.Path, "healthy");
        var database = Start("database", "exec sleep 600", healthy);
        Start("service", "exec sleep 600", waitsFor: [database.Resource]);
        await _notifications.WaitForResourceAsync("database", KnownResourceStates.Running, _deadline.Token);

        Assert.Equal(KnownResourceStates.Waiting, State("service").State);
        Assert.Equal(HealthStatus.Unhealthy, State("database").HealthStatus);
        File.WriteAllText(healthy, "");

        await _notifications.WaitForResourceHealthyAsync("service", _deadline.Token);
    }

    [Fact]
    public async Task A_killed_process_is_started_again()
    {
        Start("service", "exec sleep 600");
        var first = (await _notifications.WaitForResourceHealthyAsync("service", _deadline.Token)).Snapshot;

        ProcessSignal.Send(first.ProcessId!.Value, ProcessSignal.Kill);
        var second = await _notifications.WaitForResourceAsync("service", update => update.Snapshot is { Starts: 2, HealthStatus: HealthStatus.Healthy }, _deadline.Token);

        Assert.NotEqual(first.ProcessId, second.Snapshot.ProcessId);
        Assert.Contains("service | ended with exit code 137; starting again at once", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_never_gets_healthy_is_given_up_with_its_last_words()
    {
        var supervisor = Start("service", "echo 'No connection string: set ConnectionStrings:feedbackdb.'; exit 3", healthFile: Path.Combine(_folder.Path, "never"));

        await _notifications.WaitForResourceAsync("service", KnownResourceStates.FailedToStart, _deadline.Token);

        Assert.Equal(3, State("service").Starts);
        Assert.Equal(
            $"service ends before it is healthy (exit code 3): No connection string: set ConnectionStrings:feedbackdb. Its log: {supervisor.LogFile}",
            supervisor.Failure);
    }

    [Fact]
    public async Task Stopping_lets_a_process_finish_what_it_does()
    {
        var finished = Path.Combine(_folder.Path, "finished");
        var supervisor = Start("service", $"trap 'echo yes > {finished}; exit 0' TERM; echo ready; while true; do sleep 0.05; done");
        await UntilAsync(() => _terminal.ToString().Contains("ready", StringComparison.Ordinal));

        await supervisor.StopAsync();

        Assert.True(File.Exists(finished));
        Assert.Equal(KnownResourceStates.Exited, State("service").State);
    }

    [Fact]
    public async Task Stopping_ends_a_process_that_does_not_want_to()
    {
        var supervisor = Start("service", "trap '' TERM; echo ready; while true; do sleep 0.05; done");
        await UntilAsync(() => _terminal.ToString().Contains("ready", StringComparison.Ordinal));
        var processId = State("service").ProcessId!.Value;

        await supervisor.StopAsync();

        Assert.False(ProcessTree.IsAlive(processId));
    }

    [Fact]
    public async Task Everything_a_resource_writes_is_in_its_log_file_and_in_the_terminal_with_its_name()
    {
        var supervisor = Start("service", "echo one; echo two; exec sleep 600");
        await UntilAsync(() => _terminal.ToString().Contains("two", StringComparison.Ordinal));

        Assert.Equal(["service | one", "service | two"], _terminal.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.All(File.ReadAllLines(supervisor.LogFile).Zip(["one", "two"]), pair => Assert.EndsWith($"Z {pair.Second}", pair.First, StringComparison.Ordinal));
    }

    private ShellSupervisor Start(string name, string script, string? healthFile = null, IReadOnlyList<IResource>? waitsFor = null)
    {
        var log = new ResourceLog(_folder.Path, name, new Terminal(_terminal, colours: false, [name]), TimeProvider.System);
        var supervisor = new ShellSupervisor(new Named(name), script, healthFile, _notifications, log, waitsFor ?? []);
        _supervisors.Add(supervisor);
        supervisor.Start();
        return supervisor;
    }

    private CustomResourceSnapshot State(string name) => _notifications.TryGetCurrentState(name, out var current) ? current!.Snapshot : throw new InvalidOperationException();

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(20, _deadline.Token);
        }
    }

    private sealed class Named(string name) : Resource(name);
}
