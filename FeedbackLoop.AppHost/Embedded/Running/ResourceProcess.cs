using System.Diagnostics;
using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>One life of a resource's process, from its start to its end.</summary>
internal sealed class ResourceProcess
{
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(1);
    private readonly Process _process;
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ResourceProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _ = EndAsync();
        if (process.HasExited)
        {
            _ = EndAsync();
        }
    }

    public int Id { get; }

    /// <summary>Completes with the exit code, when all that the process has written has been read.</summary>
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

    private async Task EndAsync()
    {
        ProcessGuard.Forget(Id);
        // The last words of the process may be on their way; a grandchild may hold the output open for ever.
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(OutputPatience));
        _ended.TrySetResult(_process.ExitCode);
    }
}
