using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Data.Events;
using FeedbackLoop.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FeedbackLoop.FeatureStore.Tests;

/// <summary>The running service on a real PostgreSQL log.</summary>
public sealed class FeatureStoreServiceTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private TestDatabase _database = null!;
    private WebApplicationFactory<Program> _service = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        _service = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
            .UseSetting("ConnectionStrings:feedbackdb", _database.ConnectionString)
            .UseSetting("Keys:Operator", "operator-key")
            .UseSetting("Features:CloseAfter", "00:00:02")
            .UseSetting("Features:TickInterval", "00:00:00.200"));
        _client = _service.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_feature_changes_within_two_seconds_of_its_click_and_the_search_becomes_an_example_without_further_events()
    {
        var world = await ServeAsync("s1", "ann");
        await StatusAsync(s => s.EventsCounted == 1);

        var watch = Stopwatch.StartNew();
        await AppendAsync(world.Track(EventNames.ProductClicked, "ann", DateTimeOffset.UtcNow, new { search_id = "s1", product_id = "a", position = 1 }));
        while (await ClicksAsync("a") < 0.99)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), "The click is not in the features after two seconds.");
            await Task.Delay(20, Cancelled);
        }

        var status = await StatusAsync(s => s.Examples == 1);
        Assert.Equal(0, status.SearchesOpen);
        Assert.Equal(1, status.ItemsWithFeedback);
    }

    [Fact]
    public async Task Who_is_forgotten_leaves_no_event_no_search_and_no_example()
    {
        var world = await ServeAsync("s1", "ann");
        await AppendAsync(world.Track(EventNames.ProductClicked, "ann", DateTimeOffset.UtcNow, new { search_id = "s1", product_id = "a", position = 1 }));
        await StatusAsync(s => s.Examples == 1);
        await using (var run = _database.DataSource.CreateCommand(
            """
            insert into training_run (trigger, reason, state, stage, started_at, model_version, last_example)
            values ('manual', 'test', 'done', 'registered', now(), 'ranker-7', 1)
            """))
        {
            await run.ExecuteNonQueryAsync(Cancelled);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.DeleteAsync("/api/people/ann", Cancelled)).StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/people/ann") { Headers = { { "X-Operator-Key", "operator-key" } } };
        var answer = await _client.SendAsync(request, Cancelled);
        var forgotten = await answer.Content.ReadFromJsonAsync<ForgottenPerson>(Cancelled);
        Assert.Equal((2, 1), (forgotten!.Events, forgotten.Searches));
        Assert.Equal(["ranker-7"], forgotten.ModelsThatLearned);
        foreach (var table in (string[])["event_log", "training_example", "person_trust"])
        {
            await using var left = _database.DataSource.CreateCommand($"select count(*) from {table} where person_id = 'ann'");
            Assert.Equal(0L, await left.ExecuteScalarAsync(Cancelled));
        }
    }

    [Fact]
    public async Task A_rebuild_by_an_operator_counts_the_whole_log_again()
    {
        var world = await ServeAsync("s1", "ann");
        await AppendAsync(world.Track(EventNames.ProductClicked, "ann", DateTimeOffset.UtcNow, new { search_id = "s1", product_id = "b", position = 2 }));
        var before = await StatusAsync(s => s.Examples == 1);
        await using (var damage = _database.DataSource.CreateCommand("update feature set slow = '{0,0,99,0,0,0,0,0,0,0}'"))
        {
            await damage.ExecuteNonQueryAsync(Cancelled);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/features/rebuild") { Headers = { { "X-Operator-Key", "operator-key" } } };
        Assert.Equal(HttpStatusCode.Accepted, (await _client.SendAsync(request, Cancelled)).StatusCode);
        await StatusAsync(s => s.EventsCounted >= before.EventsCounted && s.Examples == 1);
        Assert.InRange(await ClicksAsync("b"), 0.99, 1.01);
    }

    [Fact]
    public async Task A_hostile_item_id_is_a_clear_refusal()
    {
        var answer = await _client.GetAsync("/api/features/items/" + new string('x', 200), Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("itemId", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    private async Task<World> ServeAsync(string searchId, string person)
    {
        var world = new World();
        await AppendAsync(world.Served(searchId, person, DateTimeOffset.UtcNow, ["a", "b", "c"]));
        return world;
    }

    private async Task AppendAsync(LoggedEvent e) => await _service.Services.GetRequiredService<IEventLog>().AppendAsync(
        [new NewEvent { MessageId = e.MessageId, PersonId = e.PersonId, Name = e.Name, SearchId = e.SearchId, OccurredAt = e.OccurredAt, ReceivedAt = e.ReceivedAt, Payload = e.Payload }],
        Cancelled);

    private async Task<double> ClicksAsync(string item) =>
        (await _client.GetFromJsonAsync<List<FeatureCounters>>($"/api/features/items/{item}", Cancelled))!
            .Where(c => c.Scope == "").Select(c => c.Slow[FeatureCounters.Clicks]).SingleOrDefault();

    private async Task<FeatureStoreStatus> StatusAsync(Func<FeatureStoreStatus, bool> reached)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50, Cancelled))
        {
            var status = (await _client.GetFromJsonAsync<FeatureStoreStatus>("/api/features/status", Cancelled))!;
            if (reached(status))
            {
                return status;
            }

            Assert.True(watch.Elapsed < Patience, $"Not reached in {Patience}: {status}");
        }
    }
}
