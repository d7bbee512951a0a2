using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Retrieval.Embedding;
using FeedbackLoop.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FeedbackLoop.DbManager.Tests;

/// <summary>The worker of db-manager in this process, over a database of its own.</summary>
internal sealed class RunningCatalog : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly IHost _host;

    private readonly bool _ownsDatabase;

    private RunningCatalog(TestDatabase database, IHost host, bool ownsDatabase) => (_database, _host, _ownsDatabase) = (database, host, ownsDatabase);

    public NpgsqlDataSource DataSource => _database.DataSource;

    public static async Task<RunningCatalog> StartAsync(params (string Name, string Value)[] settings) =>
        await StartAsync(await PostgresServer.CreateDatabaseAsync(), ownsDatabase: true, embedder: null, settings);

    /// <summary>On the database of a worker that was disposed of or still runs, with an embedder that was trained elsewhere or without.</summary>
    public Task<RunningCatalog> StartAgainAsync(EmbedderPair? embedder) => StartAsync(_database, ownsDatabase: false, embedder, []);

    /// <summary>Ends the worker; the database stays.</summary>
    public Task StopAsync() => _host.StopAsync();

    private static async Task<RunningCatalog> StartAsync(TestDatabase database, bool ownsDatabase, EmbedderPair? embedder, (string Name, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:feedbackdb"] = database.ConnectionString, ["Catalog:Sample"] = "", ["Catalog:LowerPriority"] = "false" });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.AddNpgsqlDataSource("feedbackdb");
        builder.AddCatalogImports();
        if (embedder is not null)
        {
            builder.Services.AddSingleton(embedder);
        }
        var host = builder.Build();
        await host.StartAsync();
        return new RunningCatalog(database, host, ownsDatabase);
    }

    public T Service<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Queues an import as SearchApi does and waits for its end.</summary>
    public async Task<CatalogImportStatus> ImportAsync(string source, string mode = "full", byte[]? archive = null)
    {
        await using var command = DataSource.CreateCommand("insert into catalog_import (source, mode, archive, created_at) values ($1, $2, $3, now()) returning id");
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = mode });
        command.Parameters.Add(new() { Value = (object?)archive ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea });
        return await Jobs.WaitAsync(DataSource, (long)(await command.ExecuteScalarAsync())!);
    }

    public Task<T> QueryAsync<T>(string sql) => Jobs.QueryAsync<T>(DataSource, sql);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (_ownsDatabase)
        {
            await _database.DisposeAsync();
        }
    }
}
