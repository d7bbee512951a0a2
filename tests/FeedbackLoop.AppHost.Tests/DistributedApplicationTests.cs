using System.Net;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace FeedbackLoop.AppHost.Tests;

public class DistributedApplicationTests(RunningApplication running)
{
    [Theory]
    [InlineData("db-manager")]
    [InlineData("search-api")]
    [InlineData("event-collector")]
    [InlineData("feature-store")]
    [InlineData("retraining")]
    [InlineData("web")]
    public async Task Every_service_is_alive_and_healthy(string resource)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        var app = await running.GetAsync(deadline.Token);
        using var http = app.CreateHttpClient(resource);

        using var alive = await http.GetAsync("/alive", deadline.Token);
        using var health = await http.GetAsync("/health", deadline.Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (alive.StatusCode, health.StatusCode));
        Assert.Equal("nosniff", alive.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task After_kill_9_PostgreSQL_and_a_service_come_back_with_their_data()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        var app = await running.GetAsync(deadline.Token);
        await using (var before = NpgsqlDataSource.Create((await app.GetConnectionStringAsync("feedbackdb", deadline.Token))!))
        {
            await using var command = before.CreateCommand("create table if not exists survivor as select 42 as answer");
            await command.ExecuteNonQueryAsync(deadline.Token);
        }

        await app.KillAsync("postgres", deadline.Token);
        await app.KillAsync("search-api", deadline.Token);
        var postgres = await app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", deadline.Token);
        var searchApi = await app.ResourceNotifications.WaitForResourceHealthyAsync("search-api", deadline.Token);

        Assert.True(postgres.Snapshot.Starts >= 2 && searchApi.Snapshot.Starts >= 2);
        await using var after = NpgsqlDataSource.Create((await app.GetConnectionStringAsync("feedbackdb", deadline.Token))!);
        await using var question = after.CreateCommand("select answer from survivor");
        Assert.Equal(42, await question.ExecuteScalarAsync(deadline.Token));
        await app.ResourceNotifications.WaitForResourceAsync(
            "event-collector", update => update.Snapshot.HealthStatus == HealthStatus.Healthy, deadline.Token);
    }
}
