using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Search;
using Npgsql;

namespace FeedbackLoop.AppHost.Tests.WholeSystem;

/// <summary>The whole product, started by its AppHost with temporary data, and used over HTTP as people use it.</summary>
internal sealed class RunningShop : IAsyncDisposable
{
    private static readonly string[] Services = ["db-manager", "search-api", "event-collector", "feature-store", "retraining", "web"];

    private RunningShop(DistributedApplication app)
    {
        App = app;
        Search = app.CreateHttpClient("search-api");
        Collector = app.CreateHttpClient("event-collector");
        Features = app.CreateHttpClient("feature-store");
        Collector.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(app.GetParameterValue("write-key") + ":")));
    }

    public DistributedApplication App { get; }
    public HttpClient Search { get; }
    public HttpClient Collector { get; }
    public HttpClient Features { get; }
    public NpgsqlDataSource Database { get; private set; } = null!;

    public static async Task<RunningShop> StartAsync(CancellationToken cancellationToken, params (string Resource, string Name, string Value)[] settings)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.FeedbackLoop_AppHost>(cancellationToken);
        foreach (var (resource, name, value) in settings)
        {
            builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(r => r.Name == resource)).WithEnvironment(name, value);
        }

        var app = await builder.BuildAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        foreach (var service in Services)
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(service, cancellationToken);
        }

        return new RunningShop(app)
        {
            Database = NpgsqlDataSource.Create((await app.GetConnectionStringAsync("feedbackdb", cancellationToken))!),
        };
    }

    public async Task<SearchResponse> SearchAsync(string query, string person, CancellationToken cancellationToken) =>
        (await Search.GetFromJsonAsync<SearchResponse>(
            $"/api/search?q={Uri.EscapeDataString(query)}&take=10&anonymousId={Uri.EscapeDataString(person)}", cancellationToken))!;

    /// <summary>True when the collector acknowledged the events.</summary>
    public async Task<bool> SendAsync(IEnumerable<object> events, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Collector.PostAsJsonAsync("/v1/batch", new { batch = events, sentAt = DateTimeOffset.UtcNow }, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public static object Clicked(string person, string searchId, SearchResult result, string messageId) => new
    {
        type = "track",
        @event = "Product Clicked",
        messageId,
        anonymousId = person,
        timestamp = DateTimeOffset.UtcNow,
        properties = new { search_id = searchId, product_id = result.ItemId, position = result.Position },
    };

    /// <summary>Waits until FeatureStore has counted everything that is in the log.</summary>
    public async Task<FeatureStoreStatus> CaughtUpAsync(CancellationToken cancellationToken)
    {
        // After PostgreSQL was killed the pool holds connections to nobody.
        Database.Clear();
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(100, cancellationToken))
        {
            try
            {
                var status = (await Features.GetFromJsonAsync<FeatureStoreStatus>("/api/features/status", cancellationToken))!;
                if (status.EventsCounted == await ScalarAsync<long>("select count(*) from event_log", cancellationToken))
                {
                    return status;
                }

                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"The log is not counted after a minute: {status}");
            }
            catch (HttpRequestException) when (watch.Elapsed < TimeSpan.FromMinutes(1))
            {
                // It was killed a moment ago and is on its way back.
            }
        }
    }

    public async Task<T> ScalarAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        Search.Dispose();
        Collector.Dispose();
        Features.Dispose();
        await Database.DisposeAsync();
        await App.DisposeAsync();
    }
}
