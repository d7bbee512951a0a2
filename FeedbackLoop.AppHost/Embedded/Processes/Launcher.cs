using System.Diagnostics;

namespace FeedbackLoop.AppHost.Embedded.Processes;

/// <summary>Puts the small programs in front of a command that Unix has for it: another session, another user.</summary>
internal static class Launcher
{
    private static readonly string? SetSid = FindOnPath("setsid");

    /// <summary>
    /// A command in a session of its own, so that the terminal's Ctrl+C reaches only the AppHost, which then stops everything in order.
    /// Where there is no <c>setsid</c> (macOS) Ctrl+C reaches all at once; they stop then, too.
    /// </summary>
    public static ProcessStartInfo OwnSession(string fileName, params IEnumerable<string> arguments) =>
        SetSid is null ? Command(fileName, arguments) : Command(SetSid, [fileName, .. arguments]);

    public static ProcessStartInfo Command(string fileName, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(fileName)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return start;
    }

    public static string? FindOnPath(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [program + ".exe", program + ".cmd"] : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a command to its end. Returns its exit code and everything it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken = default)
    {
        using var process = Process.Start(start)!;
        ProcessGuard.Watch(process.Id);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            ProcessGuard.Forget(process.Id);
        }
    }
}
