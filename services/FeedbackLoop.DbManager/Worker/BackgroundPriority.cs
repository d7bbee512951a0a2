using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FeedbackLoop.DbManager.Worker;

/// <summary>Lets the processes that answer people go first while this one works through pictures on all cores.</summary>
internal static partial class BackgroundPriority
{
    private const int Thread = 0; // PRIO_PROCESS: on Linux each thread has a niceness of its own
    private const int Niceness = 10;

    public static void Lower()
    {
        using var process = Process.GetCurrentProcess();
        process.PriorityClass = ProcessPriorityClass.BelowNormal;
        if (OperatingSystem.IsLinux())
        {
            // The line above reaches the first thread only; threads started from now on inherit from those below.
            foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
            {
                SetPriority(Thread, uint.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture), Niceness);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
