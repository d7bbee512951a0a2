using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using FeedbackLoop.AppHost.Embedded.Processes;
using FeedbackLoop.AppHost.Embedded.Running;

namespace FeedbackLoop.AppHost.Tests.Running;

/// <summary>A supervisor over a small shell script, which is healthy when a file exists.</summary>
internal sealed class ShellSupervisor(IResource resource, string script, string? healthFile, ResourceNotificationService notifications, ResourceLog log, IReadOnlyList<IResource> waitsFor)
    : ResourceSupervisor(resource, notifications, log, TimeProvider.System)
{
    protected override TimeSpan StopPatience => TimeSpan.FromSeconds(1);

    protected override IEnumerable<IResource> WaitsFor => waitsFor;

    protected override Task<ResourceProcess> StartProcessAsync(CancellationToken cancellationToken)
    {
        var process = Process.Start(Launcher.OwnSession("/bin/sh", "-c", script))!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                Log.Write(line.Data, toTerminal: true);
            }
        };
        process.BeginOutputReadLine();
        return Task.FromResult(new ResourceProcess(process));
    }

    protected override Task<bool> IsHealthyAsync(CancellationToken cancellationToken) =>
        Task.FromResult(healthFile is null || File.Exists(healthFile));
}
