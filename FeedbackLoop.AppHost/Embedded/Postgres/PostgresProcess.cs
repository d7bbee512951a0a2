using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Embedded.Postgres;

/// <summary>A PostgreSQL server as a child process.</summary>
internal sealed class PostgresProcess
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);
    private readonly PostgresSettings _settings;
    private readonly Queue<string> _lastLines = new();

    private PostgresProcess(PostgresSettings settings, Process process)
    {
        _settings = settings;
        Process = process;
    }

    public Process Process { get; }

    public int Id => Process.Id;

    /// <summary>Makes the data folder if there is none. The databases named are created with it, all empty.</summary>
    public static async Task InitializeAsync(
        PostgresPrograms programs, PostgresSettings settings, IEnumerable<string> databases, CancellationToken cancellationToken)
    {
        if (IsInitialized(settings.DataFolder))
        {
            CheckVersion(programs, settings.DataFolder);
            return;
        }
        // Half a data folder, from a first start that was killed, is worth nothing.
        if (Directory.Exists(settings.DataFolder))
        {
            Directory.Delete(settings.DataFolder, recursive: true);
        }
        Directory.CreateDirectory(settings.DataFolder);
        var user = PostgresUser.Current();
        var passwordFile = Path.Combine(settings.DataFolder, "password");
        var cluster = Path.Combine(settings.DataFolder, "cluster");
        Directory.CreateDirectory(cluster);
        await File.WriteAllTextAsync(passwordFile, settings.Password + "\n", cancellationToken);
        await user.OwnAsync(settings.DataFolder, cancellationToken);
        var (exitCode, output) = await Launcher.RunAsync(
            Clean(user.Command(
                programs.InitDb, settings.DataFolder,
                ["--pgdata", cluster, "--username", settings.UserName, "--pwfile", passwordFile, "--auth", "scram-sha-256", "--encoding", "UTF8", .. OperatingSystem.IsLinux() ? (string[])["--no-sync"] : [], .. Locale(programs)])),
            cancellationToken);
        if (exitCode != 0)
        {
            throw new PostgresUnavailableException($"PostgreSQL could not make its data folder {settings.DataFolder}: {Reason(output)}");
        }
        File.Delete(passwordFile);
        foreach (var database in databases)
        {
            await CreateDatabaseOfflineAsync(programs, settings, user, database, cancellationToken);
        }
        await File.WriteAllTextAsync(Path.Combine(settings.DataFolder, "initialized"), "", cancellationToken);
        await user.OwnAsync(settings.DataFolder, cancellationToken);
        if (settings.Durable && OperatingSystem.IsLinux())
        {
            // Once for the whole file system instead of once for each of a thousand files.
            await Launcher.RunAsync(Launcher.Command("sync", "--file-system", settings.DataFolder), cancellationToken);
        }
    }

    /// <summary>Starts the server; it is of use when <see cref="IsReadyAsync"/> says so.</summary>
    public static PostgresProcess Start(PostgresPrograms programs, PostgresSettings settings, Action<string> log)
    {
        var cluster = Path.Combine(settings.DataFolder, "cluster");
        var start = Clean(PostgresUser.Current().Command(programs.Postgres, settings.DataFolder, ["-D", cluster, .. settings.ToArguments()]));
        var server = new PostgresProcess(settings, Process.Start(start)!);
        ProcessGuard.Watch(server.Id);
        server.Process.StandardInput.Close();
        server.Process.OutputDataReceived += (_, line) => server.Receive(line.Data, log);
        server.Process.ErrorDataReceived += (_, line) => server.Receive(line.Data, log);
        server.Process.BeginOutputReadLine();
        server.Process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Starts the server and returns when it accepts connections.</summary>
    public static async Task<PostgresProcess> StartAsync(
        PostgresPrograms programs, PostgresSettings settings, Action<string> log, CancellationToken cancellationToken)
    {
        var server = Start(programs, settings, log);
        try
        {
            while (!await server.IsReadyAsync(cancellationToken))
            {
                if (server.Process.HasExited)
                {
                    await server.Process.WaitForExitAsync(CancellationToken.None);
                    throw new PostgresUnavailableException(server.WhyItEnded());
                }
                await Task.Delay(PollInterval, cancellationToken);
            }
            return server;
        }
        catch
        {
            server.Kill();
            throw;
        }
    }

    /// <summary>Whether the server says that it is ready and its port answers.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        // The last line of postmaster.pid is the state: "starting", "stopping", "ready".
        var status = Path.Combine(_settings.DataFolder, "cluster", "postmaster.pid");
        try
        {
            var lines = await File.ReadAllLinesAsync(status, cancellationToken);
            if (lines.Length < 8 || lines[7].Trim() != "ready" || lines[0].Trim() != Id.ToString(System.Globalization.CultureInfo.InvariantCulture))
            {
                return false;
            }
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _settings.Port, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SocketException)
        {
            return false;
        }
    }

    /// <summary>Stops the server as an administrator would: no new work, open transactions rolled back, everything written.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        ProcessSignal.Send(Id, ProcessSignal.Interrupt);
        try
        {
            await Process.WaitForExitAsync().WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            ProcessSignal.Send(Id, ProcessSignal.Quit);
            await Process.WaitForExitAsync();
        }
        ProcessGuard.Forget(Id);
    }

    /// <summary>Ends the server at once, as a crash would, and waits until it is gone.</summary>
    public void Kill()
    {
        ProcessSignal.Send(Id, ProcessSignal.Quit);
        if (!Process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            ProcessSignal.Send(Id, ProcessSignal.Kill);
            Process.WaitForExit();
        }
        ProcessGuard.Forget(Id);
    }

    public string WhyItEnded()
    {
        lock (_lastLines)
        {
            var output = string.Join('\n', _lastLines);
            return output.Contains("No space left on device", StringComparison.Ordinal)
                ? $"PostgreSQL has no room left on the disk of {_settings.DataFolder}."
                : output.Contains("Address already in use", StringComparison.Ordinal)
                    ? $"PostgreSQL's port {_settings.Port} is taken by another program."
                    : $"PostgreSQL ended: {Reason(output)}";
        }
    }

    private static bool IsInitialized(string dataFolder) => File.Exists(Path.Combine(dataFolder, "initialized"));

    private static void CheckVersion(PostgresPrograms programs, string dataFolder)
    {
        var made = File.ReadAllText(Path.Combine(dataFolder, "cluster", "PG_VERSION")).Trim();
        if (made != programs.MajorVersion.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new PostgresUnavailableException(
                $"The database in {dataFolder} was made by PostgreSQL {made}, but this machine has PostgreSQL {programs.MajorVersion}: install version {made}, or start empty with `-- --reset`.");
        }
    }

    private static async Task CreateDatabaseOfflineAsync(
        PostgresPrograms programs, PostgresSettings settings, PostgresUser user, string database, CancellationToken cancellationToken)
    {
        // Single-user mode: the server's own programs are all that is needed, not psql, which the npm package does not have.
        var start = Clean(user.Command(
            programs.Postgres, settings.DataFolder,
            "--single", "-D", Path.Combine(settings.DataFolder, "cluster"), "-c", "fsync=off", "postgres"));
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync($"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0 || (await errors).Contains("ERROR:", StringComparison.Ordinal))
        {
            throw new PostgresUnavailableException($"PostgreSQL could not create the database {database}: {Reason(await errors)}");
        }
    }

    /// <summary>Unicode letters in every place (lower, upper, full text), byte order in sorting.</summary>
    private static string[] Locale(PostgresPrograms programs) =>
        programs.MajorVersion >= 17 ? ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        : OperatingSystem.IsLinux() ? ["--locale", "C.UTF-8"]
        : OperatingSystem.IsMacOS() ? ["--locale", "C", "--lc-ctype", "UTF-8"]
        : ["--locale", "C"];

    /// <summary>PostgreSQL reads many variables; what the user's shell has set is meant for other servers.</summary>
    private static ProcessStartInfo Clean(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }
        start.Environment["LANG"] = "C";
        return start;
    }

    private static string Reason(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.LastOrDefault(line => line.StartsWith("FATAL:", StringComparison.Ordinal) || line.StartsWith("PANIC:", StringComparison.Ordinal)
                || line.Contains("error:", StringComparison.Ordinal) || line.Contains("ERROR:", StringComparison.Ordinal))
            ?? lines.LastOrDefault() ?? "it gave no reason.";
    }

    private void Receive(string? line, Action<string> log)
    {
        if (line is null)
        {
            return;
        }
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 40)
            {
                _lastLines.Dequeue();
            }
        }
        log(line);
    }
}
