using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.LambdaMart;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Retraining.Examples;
using FeedbackLoop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FeedbackLoop.Retraining.Tests;

/// <summary>The service's parts on a database of their own, with a clock in the test's hand; nothing runs unless the test calls it.</summary>
internal sealed class Loop : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly bool _ownsDatabase;

    private Loop(TestDatabase database, WebApplication app, ManualTime time, bool ownsDatabase) =>
        (Database, _app, Time, _ownsDatabase) = (database, app, time, ownsDatabase);

    public TestDatabase Database { get; }
    public ManualTime Time { get; }

    public static async Task<Loop> StartAsync(params (string Key, string Value)[] settings) =>
        Create(await PostgresServer.CreateDatabaseAsync(), settings, null);

    /// <summary>A second process on the same database, with the same clock.</summary>
    public Loop AnotherReplica(params (string Key, string Value)[] settings) => Create(Database, settings, Time);

    /// <summary>With another trainer beside those of the build.</summary>
    public static async Task<Loop> StartAsync(IRankerTrainer trainer, params (string Key, string Value)[] settings) =>
        Create(await PostgresServer.CreateDatabaseAsync(), settings, null, trainer);

    private static Loop Create(TestDatabase database, (string Key, string Value)[] settings, ManualTime? sharedTime, IRankerTrainer? trainer = null)
    {
        var time = sharedTime ?? new ManualTime(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Retraining:" + s.Key, (string?)s.Value)).Reverse().DistinctBy(s => s.Key));
        builder.AddRetraining();
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        builder.Services.AddSingleton(database.DataSource);
        if (trainer is not null)
        {
            builder.Services.AddSingleton(trainer);
        }

        return new Loop(database, builder.Build(), time, sharedTime is null);
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>One of the workers, to be stepped by hand.</summary>
    public T Worker<T>() where T : BackgroundService => _app.Services.GetServices<IHostedService>().OfType<T>().Single();

    public Task InsertAsync(IEnumerable<ClosedSearch> searches) => ExampleTable.InsertAsync(Database.DataSource, searches);

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task RegisterAsync(string version, RankerModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        await Get<ModelRegistry>().RegisterAsync(new NewModel
        {
            Version = version,
            Kind = ModelKind.Ranker,
            Status = ModelStatus.Candidate,
            CreatedAt = Time.GetUtcNow(),
            Artifact = stream.ToArray(),
            Lineage = new ModelLineage { Trainer = "test" },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_ownsDatabase)
        {
            await Database.DisposeAsync();
        }
    }
}
