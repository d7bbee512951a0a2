using FeedbackLoop.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace FeedbackLoop.Retraining.Tests;

/// <summary>The whole service on an empty database, its workers running.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private const string OperatorKey = "operator-key";
    private TestDatabase _database = null!;
    private WebApplicationFactory<Program> _service = null!;

    public HttpClient Anyone { get; private set; } = null!;
    public HttpClient Operator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        _service = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:feedbackdb", _database.ConnectionString)
            .UseSetting("Keys:Operator", OperatorKey)
            .UseSetting("Logging:LogLevel:Default", "Warning")
            .UseSetting("Retraining:Interval", "00:00:00.200")
            .UseSetting("Retraining:Experiment:Interleaving:Enabled", "false"));
        Anyone = _service.CreateClient();
        Operator = _service.CreateClient();
        Operator.DefaultRequestHeaders.Authorization = new("Bearer", OperatorKey);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }
}
