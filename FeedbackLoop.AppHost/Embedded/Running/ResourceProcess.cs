using System.Diagnostics;
using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>One life of a resource's process, from its start to its end.</summary>
internal sealed class ResourceProcess
{
    private readonly Process _process;
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ResourceProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        // Not WaitForExitAsync: that also waits for the output's end, which a grandchild may hold open.
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => End();
        if (process.HasExited)
        {
            End();
        }
    }

    public int Id { get; }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Ended => _ended.Task;

    /// <summary>Asks the process to stop, and ends it when it does not in time.</summary>
    public async Task StopAsync(int signal, TimeSpan patience)
    {
        ProcessSignal.Send(Id, signal);
        try
        {
            await Ended.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            ProcessSignal.Send(Id, ProcessSignal.Kill);
            await Ended;
        }
    }

    private void End()
    {
        ProcessGuard.Forget(Id);
        _ended.TrySetResult(_process.ExitCode);
    }
}
