using System.Diagnostics;
using System.Text.Json;

namespace FeedbackLoop.Shoppers.Service;

/// <summary>A running system: addresses and keys. One that was started for the occasion stops, and its data goes, when this is disposed.</summary>
public sealed class Installation : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);
    private readonly Process? _appHost;
    private readonly string? _folder;
    private bool _keep;

    private Installation(Uri search, Uri collector, Uri retraining, string writeKey, string? operatorKey, Process? appHost = null, string? folder = null)
    {
        (Search, Collector, Retraining, WriteKey, OperatorKey) = (search, collector, retraining, writeKey, operatorKey);
        (_appHost, _folder) = (appHost, folder);
    }

    public Uri Search { get; }
    public Uri Collector { get; }
    public Uri Retraining { get; }
    public string WriteKey { get; }
    public string? OperatorKey { get; }

    /// <exception cref="InstallationException">There is none, and none could be started.</exception>
    public static async Task<Installation> FindOrStartAsync(ShopperOptions options, bool fresh, bool keep, CancellationToken cancellationToken)
    {
        if (options.SearchUrl is not null)
        {
            return new Installation(
                options.SearchUrl,
                options.CollectorUrl ?? throw new InstallationException("--search-url needs --collector-url beside it."),
                options.RetrainingUrl ?? throw new InstallationException("--search-url needs --retraining-url beside it."),
                options.WriteKey ?? throw new InstallationException("--search-url needs --write-key beside it."), options.OperatorKey);
        }

        var root = RepositoryRoot();
        var data = Path.Combine(root, ".feedbackloop");
        if (!fresh && await TryReadAsync(data, null, null, cancellationToken) is { } running)
        {
            Console.WriteLine($"Found the running AppHost: search at {running.Search}. Its time runs as it is configured; --fresh starts one with compressed time.");
            return running;
        }

        var started = await StartAsync(root, options.Catalog, cancellationToken);
        started._keep = keep;
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        if (_appHost is null)
        {
            return;
        }

        if (!_appHost.HasExited)
        {
            using var stop = Process.Start("kill", ["-TERM", _appHost.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await stop.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await _appHost.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _appHost.Kill(entireProcessTree: true);
            }
        }

        _appHost.Dispose();
        if (_keep)
        {
            Console.WriteLine($"Data and logs are in {_folder}.");
        }
        else
        {
            Directory.Delete(_folder!, recursive: true);
        }
    }

    private static async Task<Installation> StartAsync(string root, string? catalog, CancellationToken cancellationToken)
    {
        Console.WriteLine("Starting an AppHost with an empty database and compressed time ...");
        var folder = Directory.CreateTempSubdirectory("feedbackloop-shoppers-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL never runs as root: the user that it runs as has to get to its folder.
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        }

        await BuildAsync(root, cancellationToken);
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(root, "FeedbackLoop.AppHost", "bin", configuration, "net10.0", "FeedbackLoop.AppHost.dll"), "--data", folder },
        };
        if (catalog is not null)
        {
            start.ArgumentList.Add("--catalog");
            start.ArgumentList.Add(Path.GetFullPath(catalog));
        }

        foreach (var (name, value) in CompressedTime.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InstallationException("The AppHost could not be started.");
        var log = new StreamWriter(Path.Combine(folder, "apphost.log")) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var last = "";
        var limit = Stopwatch.StartNew();
        while (limit.Elapsed < StartLimit && !process.HasExited)
        {
            if (await TryReadAsync(folder, process, folder, cancellationToken) is { } installation)
            {
                return installation;
            }

            await Task.Delay(250, cancellationToken);
        }

        process.Kill(entireProcessTree: true);
        throw new InstallationException($"The AppHost did not come up within {StartLimit.TotalMinutes:0} minutes. Its last words: {last}");

        void Write(string? line)
        {
            if (line is not null)
            {
                lock (log)
                {
                    last = line;
                    log.WriteLine(line);
                }
            }
        }
    }

    private static async Task BuildAsync(string root, CancellationToken cancellationToken)
    {
        using var build = Process.Start(new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            ArgumentList = { "build", "FeedbackLoop.AppHost", "-v", "q", "--nologo", "-clp:ErrorsOnly" },
        })!;
        var output = await build.StandardOutput.ReadToEndAsync(cancellationToken);
        await build.WaitForExitAsync(cancellationToken);
        if (build.ExitCode != 0)
        {
            throw new InstallationException($"The AppHost does not build:\n{output}");
        }
    }

    /// <summary>The AppHost that keeps its data in this folder, when it is up.</summary>
    private static async Task<Installation?> TryReadAsync(string data, Process? appHost, string? folder, CancellationToken cancellationToken)
    {
        var (addressFile, keyFile) = (Path.Combine(data, "addresses.json"), Path.Combine(data, "keys.json"));
        if (!File.Exists(addressFile) || !File.Exists(keyFile))
        {
            return null;
        }

        try
        {
            var addresses = JsonSerializer.Deserialize<Dictionary<string, Uri>>(await File.ReadAllTextAsync(addressFile, cancellationToken))!;
            var keys = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(keyFile, cancellationToken))!;
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            using var alive = await http.GetAsync(new Uri(addresses["search-api"], "/alive"), cancellationToken);
            return alive.IsSuccessStatusCode
                ? new Installation(addresses["search-api"], addresses["event-collector"], addresses["retraining"], keys["write-key"], keys["operator-key"], appHost, folder)
                : null;
        }
        catch (Exception absent) when (absent is HttpRequestException or JsonException or KeyNotFoundException or IOException
            || (absent is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FeedbackLoop.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InstallationException("FeedbackLoop.sln is not above this program: say with --search-url and the others where the system runs.");
    }
}
