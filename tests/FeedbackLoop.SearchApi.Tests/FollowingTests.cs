using System.Net;
using System.Net.Http.Json;
using System.Text;
using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.Testing;
using Npgsql;
using NpgsqlTypes;

namespace FeedbackLoop.SearchApi.Tests;

/// <summary>What changes in the database is seen in the answers.</summary>
public class FollowingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_changed_and_deleted_items_are_followed_even_when_they_commit_out_of_order()
    {
        await using var shop = new TestShop();
        await shop.InitializeAsync();

        // The slow one draws its revision first and commits last.
        await using var slow = await shop.Database.DataSource.OpenConnectionAsync(Cancel);
        await using var transaction = await slow.BeginTransactionAsync(Cancel);
        await TestShop.InsertItemAsync(slow, "slow", "Cedar Umbrella", "Accessories > Rain", "Umbrellas", "Red", 9);
        await using (var quick = await shop.Database.DataSource.OpenConnectionAsync(Cancel))
        {
            await TestShop.InsertItemAsync(quick, "quick", "Dogwood Umbrella", "Accessories > Rain", "Umbrellas", "Red", 9);
        }

        await TestShop.UntilAsync(async () => (await shop.SearchAsync("q=umbrella&take=1")).Results is [{ ItemId: "quick" }]);
        await transaction.CommitAsync(Cancel);
        await TestShop.UntilAsync(async () => (await shop.SearchAsync("q=cedar+umbrella&take=1")).Results is [{ ItemId: "slow" }]);

        await shop.ExecuteAsync("update item set title = 'Cedar Parasol', revision = nextval('catalog_revision') where item_id = 'slow'");
        await TestShop.UntilAsync(async () => (await shop.SearchAsync("q=parasol&take=1")).Results is [{ Title: "Cedar Parasol" }]);
        await shop.ExecuteAsync("update item set deleted = true, revision = nextval('catalog_revision') where item_id = 'slow'");
        await TestShop.UntilAsync(async () => (await shop.SearchAsync("q=parasol&take=100")).Results.All(r => r.ItemId != "slow"));
        Assert.Equal(HttpStatusCode.NotFound, (await shop.Client.GetAsync("/api/items/slow", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Feedback_is_in_the_features_of_the_next_search()
    {
        await using var shop = new TestShop();
        await shop.InitializeAsync();
        var item = TestShop.IdOf(5, 1, 0);
        var slow = new double[FeatureCounters.Count];
        (slow[FeatureCounters.Impressions], slow[FeatureCounters.Exposure], slow[FeatureCounters.Clicks]) = (100, 40, 30);
        await InsertAsync(shop, "", item, slow, DateTimeOffset.UtcNow);
        await InsertAsync(shop, "q:red hat", item, slow, DateTimeOffset.UtcNow.AddDays(-14));

        float[] features = [];
        await TestShop.UntilAsync(async () =>
        {
            features = await FeaturesAsync(shop, "red hat", item);
            return features[RankingFeatures.ItemClicksLog] > 0 && features[RankingFeatures.QueryItemClicksLog] > 0;
        });

        // (30 + 0.1 * 10) / (40 + 10); the query's counters are one half-life old: (15 + 0.62 * 10) / (20 + 10).
        Assert.Equal(0.62f, features[RankingFeatures.ItemCtr], 1e-3f);
        Assert.Equal(0.62f, features[RankingFeatures.ItemCtrFast], 1e-3f);
        Assert.Equal(MathF.Log(101), features[RankingFeatures.ItemImpressionsLog], 1e-3f);
        Assert.Equal(0.62f, features[RankingFeatures.ItemModalityCtr], 1e-3f);
        Assert.Equal(0.7067f, features[RankingFeatures.QueryItemCtr], 1e-3f);
        Assert.Equal(MathF.Log(16), features[RankingFeatures.QueryItemClicksLog], 1e-3f);
        Assert.True(float.IsNaN(features[RankingFeatures.ItemDwellLog]));

        // Another query has only the item's own.
        Assert.Equal(0, (await FeaturesAsync(shop, "hat", item))[RankingFeatures.QueryItemClicksLog]);

        // A rebuild replaces all rows: what it does not write again is gone.
        await shop.ExecuteAsync("truncate feature");
        await InsertAsync(shop, "", TestShop.IdOf(5, 1, 1), slow, DateTimeOffset.UtcNow);
        await TestShop.UntilAsync(async () => (await FeaturesAsync(shop, "red hat", item))[RankingFeatures.ItemClicksLog] == 0);
    }

    [Fact]
    public async Task Without_an_embedder_words_alone_are_searched_and_a_picture_is_told_so()
    {
        await using var shop = new TestShop();
        await shop.PrepareAsync();
        await shop.ExecuteAsync("update deployment set champion = null where kind = 'embedder'");
        await shop.StartAsync();

        var answer = await shop.SearchAsync("q=red+hat&take=100");
        Assert.All(answer.Results, r => Assert.True(r.Title.Contains("Red", StringComparison.Ordinal) || r.Title.Contains("Hat", StringComparison.Ordinal)));
        Assert.Equal("none", (await shop.ServedAsync(answer.SearchId)).EmbedderVersion);
        var picture = new Retrieval.Images.GdImageDecoder().EncodeJpeg(TestPictures.Draw(0, (1, 2, 3), 0));
        var refused = await shop.Client.PostAsJsonAsync("/api/search", new SearchRequest { Image = Convert.ToBase64String(picture) }, Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        var similar = (await shop.Client.GetFromJsonAsync<SearchResponse>($"/api/items/{TestShop.IdOf(0, 1, 0)}/similar?take=30", Cancel))!;
        Assert.Contains(similar.Results, r => r.ItemId == TestShop.IdOf(0, 1, 1));

        await shop.ExecuteAsync("update deployment set champion = $1, revision = revision + 1 where kind = 'embedder'", TestShop.Embedder.Version);
        await TestShop.UntilAsync(async () => (await shop.ServedAsync((await shop.SearchAsync("q=hat")).SearchId)).EmbedderVersion == TestShop.Embedder.Version);
    }

    [Fact]
    public async Task Searching_goes_on_while_the_database_is_away_and_what_was_shown_is_remembered()
    {
        await using var server = await PostgresServer.StartAsync(cancellationToken: Cancel);
        await using var shop = new TestShop();
        shop.With("Search:LogWait", "00:00:00.020");
        await shop.PrepareAsync(server);
        await shop.StartAsync();
        var shown = new List<string> { (await shop.SearchAsync("q=red+hat")).SearchId };

        server.Kill();
        for (var i = 0; i < 10; i++)
        {
            shown.Add((await shop.SearchAsync(i % 2 == 0 ? "q=red+hat" : "q=unheardof+hat")).SearchId);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.Client.GetAsync("/api/items/hats-1-0", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.Client.GetAsync("/images/hats-1-0", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.Client.GetAsync("/health", Cancel)).StatusCode);
        await server.StartAgainAsync(Cancel);

        await TestShop.UntilAsync(async () => (await shop.Client.GetAsync("/health", Cancel)).IsSuccessStatusCode);
        shown.Add((await shop.SearchAsync("q=blue")).SearchId);
        shop.Database.DataSource.Clear();
        await TestShop.UntilAsync(async () =>
        {
            await using var command = shop.Database.DataSource.CreateCommand("select count(*) from event_log where search_id = any($1)");
            command.Parameters.Add(new() { Value = shown });
            return (long)(await command.ExecuteScalarAsync(Cancel))! == shown.Count;
        });
    }

    [Fact]
    public async Task Imports_are_queued_for_operators_only()
    {
        await using var shop = new TestShop();
        await shop.PrepareAsync();
        await shop.StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.Client.PostAsJsonAsync("/api/catalog/import", new CatalogImportRequest { Folder = "/shop" }, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.Client.GetAsync("/api/catalog/imports", Cancel)).StatusCode);

        shop.Client.DefaultRequestHeaders.Add("X-Operator-Key", TestShop.OperatorKey);
        var queued = await shop.Client.PostAsJsonAsync("/api/catalog/import", new CatalogImportRequest { Folder = "/shop", Mode = "full" }, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, queued.StatusCode);
        var job = (await shop.Client.GetFromJsonAsync<CatalogImportStatus>(queued.Headers.Location, Cancel))!;
        Assert.Equal(("queued", "/shop", 0, 0.0), (job.State, job.Source, job.RowsRead, job.Progress));
        Assert.Empty(job.Errors!);
        await shop.ExecuteAsync("update catalog_import set state = 'done', rows_refused = 1 where id = $1", job.Id);
        await shop.ExecuteAsync("insert into catalog_import_error (import_id, line, item_id, reason) values ($1, 7, 'x', 'price: is no number')", job.Id);
        job = (await shop.Client.GetFromJsonAsync<CatalogImportStatus>(queued.Headers.Location, Cancel))!;
        Assert.Equal(new CatalogImportError(7, "x", "price: is no number"), Assert.Single(job.Errors!));

        using var zip = new ByteArrayContent([.. "PK"u8, 3, 4, 5]);
        zip.Headers.ContentType = new("application/zip");
        Assert.Equal(HttpStatusCode.Accepted, (await shop.Client.PostAsync("/api/catalog/import?mode=full", zip, Cancel)).StatusCode);
        await using (var command = shop.Database.DataSource.CreateCommand("select archive from catalog_import where mode = 'full' order by id desc limit 1"))
        {
            Assert.Equal([(byte)'P', (byte)'K', 3, 4, 5], (byte[])(await command.ExecuteScalarAsync(Cancel))!);
        }

        Assert.Equal(2, (await shop.Client.GetFromJsonAsync<CatalogImportStatus[]>("/api/catalog/imports", Cancel))!.Length);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.Client.GetAsync("/api/catalog/imports/12345", Cancel)).StatusCode);
        foreach (var (content, status) in new[]
        {
            (new StringContent("{}", Encoding.UTF8, "application/json"), HttpStatusCode.BadRequest),
            (new StringContent("""{"folder": "relative"}""", Encoding.UTF8, "application/json"), HttpStatusCode.BadRequest),
            (new StringContent("""{"folder": "/shop", "mode": "sideways"}""", Encoding.UTF8, "application/json"), HttpStatusCode.BadRequest),
            (new StringContent("no zip", Encoding.UTF8, "application/zip"), HttpStatusCode.BadRequest),
            (new StringContent("id,title", Encoding.UTF8, "text/csv"), HttpStatusCode.UnsupportedMediaType),
        })
        {
            Assert.Equal(status, (await shop.Client.PostAsync("/api/catalog/import", content, Cancel)).StatusCode);
        }
    }

    [Fact]
    public void A_revision_is_settled_when_no_older_transaction_runs()
    {
        var cursor = new RevisionCursor();
        cursor.WasRead(new(LastRevision: 10, OldestTransaction: 100, NextTransaction: 105));
        Assert.Equal(-1, cursor.Settled);
        cursor.WasRead(new(12, 104, 106)); // 104 may hold a revision up to 10
        Assert.Equal(-1, cursor.Settled);
        cursor.WasRead(new(12, 105, 107));
        Assert.Equal(10, cursor.Settled);
        Assert.True(cursor.MayHaveNews(new(12, 107, 107)));
        cursor.WasRead(new(12, 107, 107));
        cursor.WasRead(new(12, 107, 107));
        Assert.Equal(12, cursor.Settled);
        Assert.False(cursor.MayHaveNews(new(12, 107, 107)));
    }

    private static async Task<float[]> FeaturesAsync(TestShop shop, string query, string item)
    {
        var served = await shop.ServedAsync((await shop.SearchAsync($"q={Uri.EscapeDataString(query)}&take=100")).SearchId);
        var row = Array.IndexOf(served.ItemIds, item);
        var features = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(served.Features);
        return features.Slice(row * RankingFeatures.Count, RankingFeatures.Count).ToArray();
    }

    private static async Task InsertAsync(TestShop shop, string scope, string item, double[] slow, DateTimeOffset asOf)
    {
        await using var command = shop.Database.DataSource.CreateCommand(
            "insert into feature (scope, item_id, as_of, slow, fast, revision) values ($1, $2, $3, $4, $5, nextval('feature_revision'))");
        command.Parameters.Add(new() { Value = scope });
        command.Parameters.Add(new() { Value = item });
        command.Parameters.Add(new() { Value = asOf.ToUniversalTime() });
        command.Parameters.Add(new() { Value = slow });
        command.Parameters.Add(new() { Value = new double[FeatureCounters.Count] });
        await command.ExecuteNonQueryAsync();
    }
}
