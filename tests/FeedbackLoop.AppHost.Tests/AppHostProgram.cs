using System.Diagnostics;
using System.Text;
using FeedbackLoop.AppHost.Embedded.Processes;
using FeedbackLoop.AppHost.Embedded.Running;

namespace FeedbackLoop.AppHost.Tests;

/// <summary>The AppHost as a person starts it: a process of its own.</summary>
internal sealed class AppHostProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private AppHostProgram(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Receive(line.Data);
        _process.ErrorDataReceived += (_, line) => Receive(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static AppHostProgram Start(params string[] args) =>
        new(Process.Start(Launcher.Command(DotNetHost.Path, [typeof(Projects.FeedbackLoop_AppHost).Assembly.Location, .. args]))!);

    public async Task UntilAsync(string text, CancellationToken cancellationToken)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"The AppHost ended: {Output}");
            await Task.Delay(50, cancellationToken);
        }
    }

    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public void Signal(int signal) => ProcessSignal.Send(_process.Id, signal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal(ProcessSignal.Kill);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private void Receive(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
