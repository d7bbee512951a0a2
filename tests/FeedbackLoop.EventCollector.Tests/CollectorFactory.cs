using FeedbackLoop.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace FeedbackLoop.EventCollector.Tests;

/// <summary>The collector in this process, over a database of its own.</summary>
public sealed class CollectorFactory : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string WriteKey = "write-key-of-the-tests";
    public const string OperatorKey = "operator-key-of-the-tests";

    public TestDatabase Database { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Database = await PostgresServer.CreateDatabaseAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Database.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .UseSetting("ConnectionStrings:feedbackdb", Database.ConnectionString)
        .UseSetting("Keys:Write", WriteKey)
        .UseSetting("Keys:Operator", OperatorKey);
}
