using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace FeedbackLoop.Data.Kafka.Tests;

/// <summary>Provides Kafka's native client: what eng/librdkafka.sh has built, or builds now.</summary>
internal static class Librdkafka
{
    public const string Name = "librdkafka";

    private static readonly Lazy<string?> Missing = new(Find);

    public static void Provide() => _ = Missing.Value;

    /// <summary>Skips the test, saying why, where the library cannot be had. In CI it fails: there nothing is skipped.</summary>
    public static void Require()
    {
        if (Missing.Value is { } reason)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is "true", reason);
            Assert.Fail(reason);
        }
    }

    /// <returns>Why there is none; null when there is.</returns>
    private static string? Find()
    {
        var script = Path.Combine(Root(), "eng", "librdkafka.sh");
        if (OperatingSystem.IsWindows())
        {
            return "The tests of the Kafka log run on Linux and macOS.";
        }

        using var process = Process.Start(new ProcessStartInfo(script) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var path = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            return errors.Result.Trim();
        }

        var library = NativeLibrary.Load(path);
        foreach (var assembly in (Assembly[])[typeof(Confluent.Kafka.Library).Assembly, typeof(Librdkafka).Assembly])
        {
            NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => name == Name ? library : 0);
        }

        return null;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FeedbackLoop.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}
