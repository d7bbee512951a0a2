using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FeedbackLoop.AppHost.Embedded.Processes;

/// <summary>Signals by number (POSIX.1). .NET itself can only send SIGKILL.</summary>
internal static class ProcessSignal
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Sends a signal to one process. On Windows, which has none, every signal ends the process.</summary>
    public static void Send(int processId, int signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = NativeKill(processId, signal);
            return;
        }
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill(entireProcessTree: true);
        }
        catch (ArgumentException)
        {
            // it has ended already
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int processId, int signal);
}
