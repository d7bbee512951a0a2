using System.Collections.Concurrent;
using System.Net;
using System.Numerics.Tensors;
using System.Text.Json;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retrieval.Images;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Lexical;
using FeedbackLoop.SearchApi.Vectors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FeedbackLoop.SearchApi.Tests;

/// <summary>What searches by vector owe their callers, in this process and in a store.</summary>
public sealed class VectorSearchTests
{
    private const int Dimensions = 8;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<bool> InStore => [false, true];

    public static TheoryData<string> Filters =>
    [
        """{}""", """{"category":"apparel"}""", """{"category":"Apparel>topwear"}""", """{"category":" APPAREL > Topwear > Tees "}""", """{"category":"top"}""",
        """{"category":" "}""", """{"type":"hats"}""", """{"colour":"Navy Blue"}""", """{"available":true}""", """{"available":false}""", """{"minPrice":0.1}""",
        """{"maxPrice":20.3}""", """{"minPrice":10,"maxPrice":30.1}""", """{"minPrice":0}""",
        """{"category":"Apparel","type":"HATS","colour":"red","available":true,"minPrice":1,"maxPrice":79228162514264337593543950335}""",
    ];

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task What_a_store_is_asked_for_is_what_the_catalogue_means_by_a_filter(string json)
    {
        var filters = JsonSerializer.Deserialize<SearchFilters>(json, JsonSerializerOptions.Web)!;
        var catalog = Catalog(Items(400));
        var passes = StoredItemFilter.Of(filters)?.Compile() ?? (_ => true);
        var passing = catalog.Passing(filters);
        for (var i = 0; i < catalog.Items.Length; i++)
        {
            if (!catalog.Items[i].Deleted)
            {
                Assert.True(passing.Contains(i) == passes(StoredItem.Of(catalog.Items[i], default)), catalog.Items[i].ToString());
            }
        }

        // And both ways give the same items.
        var (index, store) = (await FilledAsync(new IndexVectorSearch(Dimensions), catalog), await FilledAsync(new MemoryVectorStore(), catalog));
        var query = Vector(9_999);
        var nearest = await NearestAsync(index, catalog, filters, query);
        Assert.Equal(nearest, await NearestAsync(store, catalog, filters, query));
        Assert.Equal(Math.Min(20, passing.Count), nearest.Length);
        Assert.All(nearest, ordinal => Assert.True(passing.Contains(ordinal)));
    }

    [Theory]
    [MemberData(nameof(InStore))]
    public async Task Changes_of_items_and_vectors_are_found_once_they_have_settled(bool inStore)
    {
        var items = Items(50);
        var catalog = Catalog(items);
        var search = await FilledAsync(inStore ? new MemoryVectorStore() : new IndexVectorSearch(Dimensions), catalog);
        Assert.Equal(50, search.Count);
        var live = Enumerable.Range(0, 50).First(i => !items[i].Deleted);
        Assert.Equal(live, (await NearestAsync(search, catalog, null, Vector(live)))[0]);

        // Another vector.
        search.Put(live, Vector(7_777));
        await search.SettleAsync(catalog, Cancel);
        Assert.Equal(live, (await NearestAsync(search, catalog, null, Vector(7_777)))[0]);
        Assert.Equal(50, search.Count);

        // Another type, and then no such item.
        var changed = Catalog([.. items.Select((item, i) => i == live ? item with { Type = "Umbrellas", Revision = 1_000 } : item)]);
        await search.SettleAsync(changed, Cancel);
        Assert.Equal([live], await NearestAsync(search, changed, new() { Type = "Umbrellas" }, Vector(1)));
        var without = Catalog([.. changed.Items.Select((item, i) => i == live ? item with { Deleted = true, Revision = 1_001 } : item)]);
        Assert.DoesNotContain(live, await NearestAsync(search, without, null, Vector(7_777))); // at once
        await search.SettleAsync(without, Cancel);
        Assert.DoesNotContain(live, await NearestAsync(search, without, null, Vector(7_777)));
        if (search is MemoryVectorStore store)
        {
            Assert.DoesNotContain(store.Items.Values, item => item.ItemId == items[live].ItemId);
            Assert.Equal(without.ItemCount, store.Items.Count);
        }
    }

    [Fact]
    public async Task A_store_is_written_to_only_for_what_has_changed_and_gets_what_it_missed()
    {
        var items = Items(600); // more than one write
        var catalog = Catalog(items);
        var store = new MemoryVectorStore { IsAway = true };
        await Assert.ThrowsAsync<VectorSearchException>(() => FilledAsync(store, catalog));
        await Assert.ThrowsAsync<VectorSearchException>(() => NearestAsync(store, catalog, null, Vector(1)));
        store.IsAway = false;
        await store.SettleAsync(catalog, Cancel);
        Assert.Equal(catalog.ItemCount, store.Items.Count);
        Assert.Equal(catalog.ItemCount, store.Upserts);

        await store.SettleAsync(Catalog(items), Cancel);
        Assert.Equal(catalog.ItemCount, store.Upserts);
        var live = Enumerable.Range(0, 50).First(i => !items[i].Deleted);
        await store.SettleAsync(Catalog([.. items.Select((item, i) => i == live ? item with { Revision = 5_000 } : item)]), Cancel);
        Assert.Equal(catalog.ItemCount + 1, store.Upserts);
    }

    [Fact]
    public async Task A_shop_searches_the_store_of_the_embedder_that_serves_and_by_words_while_it_is_away()
    {
        var stores = new ConcurrentDictionary<string, MemoryVectorStore>();
        await using var plain = new TestShop();
        await plain.InitializeAsync();
        await using var shop = new TestShop().Replace(services => services.AddSingleton<OpenVectorSearch>((version, _) => stores.GetOrAdd(version, _ => new())));
        await shop.InitializeAsync();
        var (version, store) = Assert.Single(stores);
        Assert.Equal(TestShop.Embedder.Version, version);
        await TestShop.UntilAsync(() => Task.FromResult(store.Items.Count == 72));

        const string Query = "q=red+hat&category=accessories&take=20";
        Assert.Equal((await plain.SearchAsync(Query)).Results.Select(r => r.ItemId).Order(), (await shop.SearchAsync(Query)).Results.Select(r => r.ItemId).Order());
        Assert.True(store.WasFiltered);
        await shop.SearchAsync("q=red+hat");
        Assert.False(store.WasFiltered);

        // A picture has no words to fall back on.
        store.IsAway = true;
        Assert.NotEmpty((await shop.SearchAsync("q=red+hat&take=20")).Results);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SearchByPictureAsync(shop));
        store.IsAway = false;
        Assert.Equal(HttpStatusCode.OK, await SearchByPictureAsync(shop));

        // Another version has a store of its own, and the one before is left as it was.
        await shop.ExecuteAsync(
            "insert into item_embedding (embedder_version, item_id, kind, vector, content_hash) select 'next', item_id, kind, vector, content_hash from item_embedding where item_id < 'm'");
        using var artifact = new MemoryStream();
        TestShop.Embedder.Save(artifact);
        await new ModelRegistry(shop.Database.DataSource).RegisterAsync(new()
        {
            Version = "next",
            Kind = ModelKind.Embedder,
            Status = ModelStatus.Candidate,
            CreatedAt = DateTimeOffset.UtcNow,
            Artifact = artifact.ToArray(),
            Lineage = new ModelLineage(),
        }, cancellationToken: Cancel);
        await new Deployments(shop.Database.DataSource).PromoteAsync("next", ModelKind.Embedder, "another space", DateTimeOffset.UtcNow, null, Cancel);
        var embedders = shop.Services.GetRequiredService<EmbedderFollower>();
        await TestShop.UntilAsync(() => Task.FromResult(embedders.Current?.Version == "next"));
        Assert.All(stores["next"].Items.Values, item => Assert.True(string.CompareOrdinal(item.ItemId, "m") < 0));
        Assert.Equal(embedders.Current!.Count, stores["next"].Items.Count);
        Assert.Equal(72, store.Items.Count);
        var before = store.Searches;
        await shop.SearchAsync("q=red+hat");
        Assert.Equal(before, store.Searches);
        Assert.True(stores["next"].Searches > 0);
    }

    [Fact]
    public async Task A_search_in_this_process_allocates_nothing()
    {
        var catalog = Catalog(Items(400));
        var search = await FilledAsync(new IndexVectorSearch(Dimensions), catalog);
        var (query, passing, top, scores) = (Vector(1), PassingItems.Of(catalog, null), new int[20], new float[20]);
        await search.SearchAsync(query, passing, top, scores, Cancel);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            var answer = search.SearchAsync(query, passing, top, scores, CancellationToken.None);
            Assert.True(answer.IsCompletedSuccessfully);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 99); // not one object in each
    }

#if !CLOUD
    [Theory]
    [InlineData("pgvector")]
    [InlineData("Qdrant")]
    public void Stores_of_the_cloud_are_refused_with_how_to_get_them(string provider)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["VectorStore:Provider"] = provider;
        Assert.Equal(
            $"VectorStore:Provider is '{provider}', which this build does not contain: build with -p:FeedbackLoopProfile=cloud, or set it to 'in-process'.",
            Assert.Throws<InvalidOperationException>(builder.AddVectorSearch).Message);
    }
#endif

    [Fact]
    public void Unknown_stores_are_refused()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["VectorStore:Provider"] = "shoebox";
        Assert.Contains("it has to be 'in-process'", Assert.Throws<InvalidOperationException>(builder.AddVectorSearch).Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> SearchByPictureAsync(TestShop shop)
    {
        var jpeg = new GdImageDecoder().EncodeJpeg(TestPictures.Draw(5, (210, 20, 30), 0), 95);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(jpeg), "image", "photo.jpg" } };
        return (await shop.Client.PostAsync("/api/search/image", form, Cancel)).StatusCode;
    }

    private static async Task<IVectorSearch> FilledAsync(IVectorSearch search, CatalogSnapshot catalog)
    {
        for (var i = 0; i < catalog.Items.Length; i++)
        {
            search.Put(i, Vector(i));
        }

        await search.SettleAsync(catalog, Cancel);
        return search;
    }

    private static async Task<int[]> NearestAsync(IVectorSearch search, CatalogSnapshot catalog, SearchFilters? filters, float[] query)
    {
        var (top, scores) = (new int[20], new float[20]);
        var count = await search.SearchAsync(query, PassingItems.Of(catalog, filters), top, scores, Cancel);
        Assert.Equal(scores[..count].OrderDescending(), scores[..count]);
        return top[..count];
    }

    private static CatalogSnapshot Catalog(CatalogItem[] items) => new(items, new Lexemes(null!), items.Max(item => item.Revision));

    /// <summary>Every combination of what is filtered by comes up; some items lack fields, some are deleted.</summary>
    private static CatalogItem[] Items(int count)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(i => new CatalogItem
        {
            ItemId = $"item-{i}",
            Title = $"Item {i}",
            Category = Pick<string?>("Apparel", "Apparel > Topwear", "Apparel > Topwear > Tees", "apparel>  Topwear", "Footwear", "Top", null, " "),
            Type = Pick("Hats", "hats ", "Shoes", null),
            Colour = Pick("Red", "Navy Blue", "navy blue", null),
            Price = Pick<decimal?>(0, 0.1m, 10, 20.3m, 30.1m, 30.10001m, null),
            Available = Pick(true, false),
            HasImage = false,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Deleted = random.Next(10) == 0,
            Revision = i,
            Lexemes = [],
        })];

        T Pick<T>(params T[] values) => values[random.Next(values.Length)];
    }

    private static float[] Vector(int seed)
    {
        var random = new Random(seed);
        var vector = new float[Dimensions];
        for (var i = 0; i < Dimensions; i++)
        {
            vector[i] = random.NextSingle() - 0.5f;
        }

        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
