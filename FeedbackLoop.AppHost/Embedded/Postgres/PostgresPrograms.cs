using System.Globalization;
using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Embedded.Postgres;

/// <summary>The programs <c>postgres</c> and <c>initdb</c> of one PostgreSQL installation.</summary>
internal sealed record PostgresPrograms(string Folder, int MajorVersion)
{
    private const int OldestSupported = 14;

    public string Postgres => Program(Folder, "postgres");

    public string InitDb => Program(Folder, "initdb");

    /// <summary>Finds PostgreSQL: on PATH, in the places where systems install it, else as an npm package.</summary>
    public static async Task<PostgresPrograms> FindAsync(Action<string> log, CancellationToken cancellationToken)
    {
        foreach (var folder in InstalledFolders())
        {
            if (await ReadAsync(folder, cancellationToken) is { MajorVersion: >= OldestSupported } programs)
            {
                return programs;
            }
        }
        var package = await PostgresNpmPackage.InstallAsync(log, cancellationToken);
        return await ReadAsync(package, cancellationToken)
            ?? throw new PostgresUnavailableException($"The PostgreSQL of the npm package in {package} does not run on this machine: install PostgreSQL {OldestSupported} or newer.");
    }

    internal static async Task<PostgresPrograms?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(Program(folder, "postgres")) || !File.Exists(Program(folder, "initdb")))
        {
            return null;
        }
        var (exitCode, output) = await Launcher.RunAsync(Launcher.Command(Program(folder, "postgres"), "--version"), cancellationToken);
        // "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"
        var version = output.Split(' ').Select(word => word.Split('.', 'b', 'r')[0]).FirstOrDefault(word => word.Length > 0 && word.All(char.IsAsciiDigit));
        return exitCode == 0 && version is not null ? new(folder, int.Parse(version, CultureInfo.InvariantCulture)) : null;
    }

    private static IEnumerable<string> InstalledFolders()
    {
        // For a test or a person that wants one installation and no other.
        if (Environment.GetEnvironmentVariable("FEEDBACKLOOP_POSTGRES") is { Length: > 0 } chosen)
        {
            return chosen == "npm" ? [] : [chosen];
        }
        var onPath = Launcher.FindOnPath("postgres") is { } program ? Path.GetDirectoryName(program)! : null;
        string[] roots = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL")]
            : OperatingSystem.IsMacOS()
                ? ["/opt/homebrew/opt", "/usr/local/opt", "/Applications/Postgres.app/Contents/Versions"]
                : ["/usr/lib/postgresql", "/usr/lib64/pgsql", "/usr/pgsql", "/opt/postgresql"];
        var installed = roots.Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .OrderByDescending(VersionInName)
            .Select(folder => Path.Combine(folder, "bin"));
        string[] plain = ["/usr/lib/postgresql/bin", "/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"];
        return (onPath is null ? [] : new[] { onPath }).Concat(installed).Concat(OperatingSystem.IsWindows() ? [] : plain);
    }

    private static int VersionInName(string folder)
    {
        var digits = new string([.. Path.GetFileName(folder).SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)]);
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static string Program(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
}
