using System.Diagnostics;

namespace FeedbackLoop.EventCollector.Tests;

/// <summary>The senders' own SDKs, installed once by npm into the user's cache folder.</summary>
internal static class NodeSdks
{
    private static readonly string[] Packages =
    [
        "@segment/analytics-node@2.2.1", "@rudderstack/rudder-sdk-node@3.0.13", // on a server
        "@segment/analytics-next@1.84.3", "@rudderstack/analytics-js@3.34.1", // in a browser
    ];

    private static readonly SemaphoreSlim Gate = new(1, 1);

    /// <summary>Runs a script that may require the SDKs; its arguments are the collector's address and the write key.</summary>
    public static async Task RunAsync(string script, Uri collector, CancellationToken cancellationToken)
    {
        await RunAsync("node", ["-e", script, collector.ToString().TrimEnd('/'), CollectorFactory.WriteKey], await FolderAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Skips the test on a machine without node and npm; in CI that is a failure.</summary>
    public static void SkipWithout()
    {
        var found = Find("node") && Find("npm");
        Assert.False(!found && Environment.GetEnvironmentVariable("CI") is "true" or "1", "node and npm are needed in CI.");
        Assert.SkipUnless(found, "node and npm are not installed: the SDKs of Segment and RudderStack cannot run here.");
    }

    public static bool Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".cmd")));

    /// <summary>The folder that holds <c>node_modules</c>.</summary>
    public static async Task<string> FolderAsync(CancellationToken cancellationToken)
    {
        var cache = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "feedbackloop");
        var folder = Path.Combine(cache, "sdks-" + string.Concat(string.Join('-', Packages).Where(char.IsLetterOrDigit)));
        await Gate.WaitAsync(cancellationToken);
        try
        {
            if (!Directory.Exists(folder))
            {
                var half = Directory.CreateDirectory($"{folder}-{Guid.NewGuid():N}").FullName;
                await File.WriteAllTextAsync(Path.Combine(half, "package.json"), """{"private":true}""", cancellationToken);
                await RunAsync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", .. Packages], half, cancellationToken);
                if (!Directory.Exists(folder))
                {
                    Directory.Move(half, folder);
                }
            }
        }
        finally
        {
            Gate.Release();
        }

        return folder;
    }

    private static async Task RunAsync(string program, string[] arguments, string folder, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await output}{await error}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
