extern alias retraining;

using System.Runtime.InteropServices;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retrieval.Embedding;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using retraining::FeedbackLoop.Retraining;
using retraining::FeedbackLoop.Retraining.Adapters;
using retraining::FeedbackLoop.Retraining.Experiments;
using retraining::FeedbackLoop.Retraining.Runs;
using retraining::FeedbackLoop.Retraining.Workers;

namespace FeedbackLoop.SearchApi.Tests;

/// <summary>The whole way of an adapter: people say "timepiece" for a watch, a word that no item has; what they click becomes an adapter, which has to prove itself.</summary>
public class AdapterLoopTests
{
    private const string Word = "timepiece";
    private static readonly string[] Spoken = ["navy blue", "red", "green", "black"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Peoples_own_words_are_learned_proven_in_traffic_served_and_taken_back()
    {
        await using var shop = new TestShop().With("Search:Candidates", "10").With("Search:SwapProbability", "0");
        await shop.InitializeAsync();
        await using var loop = Loop(shop);
        var people = new People(shop, 1);
        // The letters of the word are a little like those of others: chance finds a few.
        var before = await WatchesAsync(shop, Word);
        Assert.True(before.Count <= 3, $"{before.Count} watches");

        // A run without evidence makes nothing.
        await RunAsync(loop);
        Assert.Contains("too few", (await loop.Services.GetRequiredService<RunStore>().ListAsync(1, Cancel))[0].Error);

        await people.SearchAsync(1200);
        await loop.Services.GetRequiredService<AdapterWatch>().StepAsync(Cancel);
        await loop.Services.GetServices<IHostedService>().OfType<TrainingWorker>().Single().StepAsync(Cancel);
        var run = (await loop.Services.GetRequiredService<RunStore>().ListAsync(1, Cancel))[0];
        Assert.True(run.State == RunState.Done, $"{run.Error} {string.Join(", ", run.Metrics?.Select(m => $"{m.Key} {m.Value:0.###}") ?? [])}");
        Assert.Equal((ModelKind.QueryAdapter, "evidence", RunState.Done, null), (run.Kind, run.Trigger, run.State, run.Error));
        var registry = new ModelRegistry(shop.Database.DataSource);
        var model = (await registry.FindAsync(run.ModelVersion!, Cancel))!;
        Assert.Equal((ModelKind.QueryAdapter, ModelStatus.Candidate, ModelKind.NoAdapter), (model.Kind, model.Status, model.Parent));
        Assert.Equal((TestShop.Embedder.Version, run.DatasetHash, run.Seed), (model.Lineage.EmbedderVersion, model.Lineage.DatasetHash, model.Lineage.Seed));
        Assert.True(model.Lineage.Metrics!["recall"] > model.Lineage.Metrics["championRecall"]);

        // Interleaved, then person by person, until it wins.
        var director = loop.Services.GetRequiredService<ExperimentDirector>();
        var arms = new HashSet<string>();
        var deployments = new Deployments(shop.Database.DataSource);
        for (var round = 0; round < 12 && (await deployments.ReadAsync(ModelKind.QueryAdapter, Cancel)).Champion != model.Version; round++)
        {
            await director.StepAsync(Cancel);
            await FollowedAsync(shop, deployments);
            arms.UnionWith(await people.SearchAsync(250));
        }

        var experiment = Assert.Single(await loop.Services.GetRequiredService<ExperimentStore>().ListAsync(5, Cancel));
        Assert.Equal((ModelKind.QueryAdapter, ExperimentState.Promoted), (experiment.Kind, experiment.State));
        Assert.Superset(new HashSet<string> { "interleaved", "champion", "challenger" }, arms);
        await FollowedAsync(shop, deployments);

        // The word alone finds watches now, among them such as nobody was ever shown.
        var found = await WatchesAsync(shop, Word);
        Assert.True(found.Count >= 8, $"{found.Count} watches");
        Assert.Contains(found, id => !people.Shown.Contains(id));
        var served = await shop.ServedAsync((await shop.SearchAsync($"q={Word}")).SearchId);
        Assert.Equal((model.Version, TestShop.Embedder.Version), (served.AdapterVersion, served.EmbedderVersion));
        Assert.All((await shop.SearchAsync("q=hat&take=6")).Results, r => Assert.StartsWith("hats", r.ItemId, StringComparison.Ordinal));

        await deployments.RollBackAsync(ModelKind.QueryAdapter, "by the test", DateTimeOffset.UtcNow, null, Cancel);
        await FollowedAsync(shop, deployments);
        Assert.Equal(before, await WatchesAsync(shop, Word));
    }

    [Fact]
    public async Task A_new_embedder_retires_the_adapter_and_the_evidence_teaches_one_for_it()
    {
        await using var shop = new TestShop().With("Search:Candidates", "10").With("Search:SwapProbability", "0");
        await shop.InitializeAsync();
        await using var loop = Loop(shop);
        var deployments = new Deployments(shop.Database.DataSource);
        await new People(shop, 2).SearchAsync(1200);
        await RunAsync(loop);
        var first = (await loop.Services.GetRequiredService<RunStore>().ListAsync(1, Cancel))[0] is { State: RunState.Done } done ? done.ModelVersion! : "";
        await deployments.PromoteAsync(first, ModelKind.QueryAdapter, "by the test", DateTimeOffset.UtcNow, null, Cancel);
        await FollowedAsync(shop, deployments);
        Assert.NotEmpty(await WatchesAsync(shop, Word));

        // The same embedder under another name is another space as far as anybody can know.
        await shop.ExecuteAsync(
            """
            insert into model_version (version, kind, status, created_at, artifact, sha256)
            select 'next', kind, 'candidate', now(), artifact, sha256 from model_version where version = $1
            """, TestShop.Embedder.Version);
        await shop.ExecuteAsync(
            "insert into item_embedding (embedder_version, item_id, kind, vector, content_hash) select 'next', item_id, kind, vector, content_hash from item_embedding");
        await deployments.PromoteAsync("next", ModelKind.Embedder, "by the test", DateTimeOffset.UtcNow, null, Cancel);

        // Nobody has retired it yet: it is refused, queries go on without it, and health says so.
        await TestShop.UntilAsync(async () => (await StatusAsync(shop)).AdapterRefused is not null);
        Assert.True((await shop.Client.GetAsync("/health", Cancel)).IsSuccessStatusCode);
        Assert.Equal("Degraded", await shop.Client.GetStringAsync("/health", Cancel));
        var served = await shop.ServedAsync((await shop.SearchAsync($"q={Word}")).SearchId);
        Assert.Equal((SearchServed.NoAdapter, "next"), (served.AdapterVersion, served.EmbedderVersion));

        await loop.Services.GetRequiredService<AdapterWatch>().StepAsync(Cancel);
        Assert.Equal(ModelKind.NoAdapter, (await deployments.ReadAsync(ModelKind.QueryAdapter, Cancel)).Champion);
        Assert.Equal(ModelStatus.Retired, (await new ModelRegistry(shop.Database.DataSource).FindAsync(first, Cancel))!.Status);
        await loop.Services.GetServices<IHostedService>().OfType<TrainingWorker>().Single().StepAsync(Cancel);
        var run = (await loop.Services.GetRequiredService<RunStore>().ListAsync(1, Cancel))[0];
        Assert.Equal(("embedder", RunState.Done, null), (run.Trigger, run.State, run.Error));
        Assert.Equal("next", (await new ModelRegistry(shop.Database.DataSource).FindAsync(run.ModelVersion!, Cancel))!.Lineage.EmbedderVersion);
        await TestShop.UntilAsync(async () => (await StatusAsync(shop)).AdapterRefused is null);
    }

    private static async Task<Contracts.Catalog.CatalogStatus> StatusAsync(TestShop shop) =>
        (await System.Net.Http.Json.HttpClientJsonExtensions.GetFromJsonAsync<Contracts.Catalog.CatalogStatus>(shop.Client, "/api/catalog/status", Cancel))!;

    private static async Task<List<string>> WatchesAsync(TestShop shop, string query) =>
        [.. (await shop.SearchAsync($"q={query}&take=10")).Results.Select(r => r.ItemId).Where(id => id.StartsWith("watches", StringComparison.Ordinal))];

    /// <summary>Waits until the search API has followed what is deployed.</summary>
    private static async Task FollowedAsync(TestShop shop, Deployments deployments)
    {
        var deployed = await deployments.ReadAsync(ModelKind.QueryAdapter, Cancel);
        var adapters = shop.Services.GetRequiredService<Vectors.AdapterFollower>();
        await TestShop.UntilAsync(() => Task.FromResult(
            adapters.Current.Champion.Version == deployed.Champion && adapters.Current.Challenger?.Version == deployed.Challenger
            && adapters.Current.Experiment?.Stage == deployed.Stage && (adapters.Current.Experiment?.Share ?? 0) == deployed.Share));
    }

    private static async Task RunAsync(WebApplication loop)
    {
        await loop.Services.GetRequiredService<RunStore>().QueueAsync("manual", "test", null, DateTimeOffset.UtcNow, Cancel, ModelKind.QueryAdapter);
        await loop.Services.GetServices<IHostedService>().OfType<TrainingWorker>().Single().StepAsync(Cancel);
    }

    /// <summary>Retraining's parts on the shop's database; nothing runs unless the test calls it.</summary>
    private static WebApplication Loop(TestShop shop)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            // There are two items of each type and colour; a catalogue of thousands would be asked for fifty.
            ["Retraining:Adapter:RecallAt"] = "2",
            ["Retraining:Adapter:NewEvidence"] = "100",
            ["Retraining:Adapter:WeakMatch"] = "2",
            ["Retraining:Adapter:MinimumPause"] = "00:00:00",
            ["Retraining:Experiment:LookInterval"] = "00:00:00",
            ["Retraining:Experiment:TightestAt"] = "300",
            ["Retraining:Experiment:LeastPeoplePerArm"] = "50",
            ["Retraining:Experiment:Interleaving:LeastPeople"] = "100",
            ["Retraining:Experiment:Ab:LeastPeople"] = "150",
            ["Retraining:Experiment:Ab:LeastTime"] = "00:00:00",
            ["Retraining:Experiment:Ramp:Shares"] = "",
            ["Retraining:Guard:Watch"] = "",
        });
        builder.AddRetraining();
        builder.Services.AddSingleton(shop.Database.DataSource);
        return builder.Build();
    }

    /// <summary>People who want a watch of a colour and call them by their own word, and some who call a hat a hat; they look less the lower a result stands.</summary>
    private sealed class People(TestShop shop, int seed)
    {
        private readonly Random _random = new(seed);
        private int _count;

        public HashSet<string> Shown { get; } = new(StringComparer.Ordinal);

        /// <returns>The arms that were met.</returns>
        public async Task<IReadOnlySet<string>> SearchAsync(int searches)
        {
            var arms = new HashSet<string>();
            for (var i = 0; i < searches; i++)
            {
                var colour = _random.Next(Spoken.Length);
                var own = _random.Next(4) > 0;
                var answer = await shop.SearchAsync($"q={Uri.EscapeDataString($"{Spoken[colour]} {(own ? Word : "hat")}")}&take=12", $"person-{seed}-{_count++}");
                Shown.UnionWith(answer.Results.Select(r => r.ItemId));
                arms.Add(answer.Ranker.Arm);
                var wanted = own ? "watches" : "hats";
                var clicked = answer.Results.Select(r =>
                    _random.NextDouble() < Math.Pow(r.Position, -0.7) * (r.ItemId.StartsWith(wanted, StringComparison.Ordinal) ? 0.9 : 0.02)).ToArray();
                await CloseAsync(await shop.ServedAsync(answer.SearchId), clicked);
            }

            return arms;
        }

        /// <summary>Writes the closed search as FeatureStore does.</summary>
        private async Task CloseAsync(SearchServed served, bool[] clicked)
        {
            await using var command = shop.Database.DataSource.CreateCommand(
                """
                insert into training_example (example_no, search_id, person_id, query, query_key, modality, cohort, ranker_version, embedder_version,
                    adapter_version, arm, experiment_id, served_at, last_event_at, closed_at, item_ids, scores, propensities, features, feature_version, teams,
                    seen, clicked, click_at, dwell_ms, pogo, skipped, added, ordered, rating, page_dwell_ms, grade, abandoned, weight, vector_match, took_ms)
                select (select coalesce(max(example_no), 0) + 1 from training_example), $1, $2, $3, $4, 'text', 'all', $5, $6,
                    $7, $8, $9, $10, $10, $10, $11, $12, $13, $14, $15, $16,
                    array_fill(true, $17), $18, array_fill(null::timestamptz, $17), array_fill(-1, $17), array_fill(false, $17), array_fill(false, $17),
                    array_fill(false, $17), array_fill(false, $17), array_fill('NaN'::real, $17), 0, $19, $20, 1, $21, $22
                """);
            object?[] values =
            [
                served.SearchId, served.PersonId, served.Query, served.QueryKey, served.RankerVersion, served.EmbedderVersion,
                served.AdapterVersion, served.Arm, served.ExperimentId, served.ServedAt, served.ItemIds, served.Scores, served.Propensities, served.Features,
                served.FeatureVersion, served.Teams, new[] { clicked.Length }, clicked, Array.ConvertAll(clicked, c => c ? 3f : 0f), !clicked.Any(c => c),
                served.VectorMatch, served.TookMs,
            ];
            NpgsqlTypes.NpgsqlDbType?[] types = new NpgsqlTypes.NpgsqlDbType?[values.Length];
            (types[1], types[8], types[15], types[20], types[21]) = (NpgsqlTypes.NpgsqlDbType.Text, NpgsqlTypes.NpgsqlDbType.Bigint,
                NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Integer, NpgsqlTypes.NpgsqlDbType.Real, NpgsqlTypes.NpgsqlDbType.Real);
            for (var i = 0; i < values.Length; i++)
            {
                var parameter = new NpgsqlParameter { Value = values[i] ?? DBNull.Value };
                if (types[i] is { } type)
                {
                    parameter.NpgsqlDbType = type;
                }

                command.Parameters.Add(parameter);
            }

            await command.ExecuteNonQueryAsync(Cancel);
            // What an interleaved page logs belongs to the team that placed it: a feature row for each result, none of another's.
            Assert.Equal(served.ItemIds.Length * RankingFeatures.Count, MemoryMarshal.Cast<byte, float>(served.Features).Length);
        }
    }
}
