using System.Security.Cryptography;
using FeedbackLoop.AppHost.Embedded.Postgres;
using FeedbackLoop.AppHost.Embedded.Processes;
using FeedbackLoop.Data;
using Npgsql;

namespace FeedbackLoop.Testing;

/// <summary>
/// A real PostgreSQL for tests. Most tests need only <see cref="CreateDatabaseAsync"/>: all of one test process share a server, and every call gives a
/// database of its own with the migrations applied. A test about durability starts its own with <see cref="StartAsync"/>, and may kill it.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";
    private const string Template = "template_feedbackdb";
    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartAsync(durable: false));
    private static int _databases;

    private readonly PostgresPrograms _programs;
    private readonly PostgresSettings _settings;
    private readonly string _folder;
    private readonly SemaphoreSlim _templateGate = new(1, 1);
    private PostgresProcess? _process;
    private bool _hasTemplate;

    private PostgresServer(PostgresPrograms programs, PostgresSettings settings, string folder)
    {
        _programs = programs;
        _settings = settings;
        _folder = folder;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
    }

    public int Port => _settings.Port;

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("The server is not running.");

    /// <summary>A fresh database on the server that this test process shares, with all migrations applied.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync() => await (await Shared.Value).AddDatabaseAsync();

    /// <summary>A server of the test's own, on a free port, with its data in a temporary folder that goes with it.</summary>
    /// <param name="durable">True when a commit has to survive a crash of the machine, as in the product; without it commits are several times faster.</param>
    public static async Task<PostgresServer> StartAsync(bool durable = true, CancellationToken cancellationToken = default)
    {
        var programs = await PostgresPrograms.FindAsync(Console.Error.WriteLine, cancellationToken);
        var folder = Directory.CreateTempSubdirectory("feedbackloop-postgres-").FullName;
        ProcessGuard.CleanUp(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        }
        var settings = new PostgresSettings(Path.Combine(folder, "data"), FreePort.Next(), User, RandomNumberGenerator.GetHexString(24), durable);
        await PostgresProcess.InitializeAsync(programs, settings, [], cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var server = new PostgresServer(programs, settings, folder);
            try
            {
                await server.StartAgainAsync(cancellationToken);
                return server;
            }
            catch (PostgresUnavailableException) when (attempt < 5 && !FreePort.IsFree(settings.Port))
            {
                // somebody was faster with this port
                settings = settings with { Port = FreePort.Next() };
            }
        }
    }

    /// <summary>Starts the server on the port and the data it had; after <see cref="Kill"/> this is its crash recovery.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default) =>
        _process = await PostgresProcess.StartAsync(_programs, _settings, _ => { }, cancellationToken);

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        ProcessSignal.Send(ProcessId, ProcessSignal.Kill);
        _process!.Process.WaitForExit();
        ProcessGuard.Forget(_process.Id);
        _process = null;
    }

    /// <summary>A fresh database with all migrations applied.</summary>
    public async Task<TestDatabase> AddDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await _templateGate.WaitAsync();
        try
        {
            if (!_hasTemplate)
            {
                await ExecuteAsync($"CREATE DATABASE {Template}");
                await using (var dataSource = NpgsqlDataSource.Create(ConnectionString(Template, pooling: false)))
                {
                    await Migrator.MigrateAsync(dataSource);
                }
                _hasTemplate = true;
            }
            // A template admits one copier at a time.
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
        }
        finally
        {
            _templateGate.Release();
        }
        return new TestDatabase(this, name, ConnectionString(name, pooling: true));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.StopAsync(TimeSpan.FromSeconds(5));
            _process = null;
        }
        Remove();
        _templateGate.Dispose();
    }

    internal Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", pooling: false));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private string ConnectionString(string database, bool pooling) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _settings.Port,
        Username = User,
        Password = _settings.Password,
        Database = database,
        Pooling = pooling,
        MaxPoolSize = 30,
    }.ConnectionString;

    private void Remove()
    {
        _process?.Kill();
        _process = null;
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
