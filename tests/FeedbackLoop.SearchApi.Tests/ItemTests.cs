using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Contracts.Search;

namespace FeedbackLoop.SearchApi.Tests;

public class ItemTests(SharedShop shop)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_item_has_all_that_is_known_of_it()
    {
        var item = (await shop.Client.GetFromJsonAsync<ItemResponse>("/api/items/shoes-1-0", Cancel))!;

        Assert.Equal("shoes-1-0", item.ItemId);
        Assert.Equal("Alder Men Red Shoe", item.Title);
        Assert.Equal("A Red piece for every day", item.Description);
        Assert.Equal(("Footwear > Shoes", "Shoes", "Red", 21m, true, "/images/shoes-1-0"), (item.Category, item.Type, item.Colour, item.Price, item.Available, item.ImageUrl));
        Assert.Equal("Summer", item.Attributes["season"]);
        Assert.Equal("2", item.Attributes["pockets"]);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.Client.GetAsync("/api/items/nothing", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Similar_items_are_like_it_and_joined_by_a_search()
    {
        var answer = (await shop.Client.GetFromJsonAsync<SearchResponse>("/api/items/watches-2-0/similar?take=5&anonymousId=ada", Cancel))!;
        var served = await shop.ServedAsync(answer.SearchId);

        Assert.Equal(5, answer.Results.Count);
        Assert.Equal("watches-2-1", answer.Results[0].ItemId);
        Assert.DoesNotContain(answer.Results, r => r.ItemId == "watches-2-0");
        Assert.Equal(("ada", "item:watches-2-0", "mixed"), (served.PersonId, served.QueryKey, served.Modality));
        Assert.Equal(HttpStatusCode.NotFound, (await shop.Client.GetAsync("/api/items/nothing/similar", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.Client.GetAsync("/api/items/watches-2-0/similar?take=0", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Pictures_come_with_a_tag_and_are_not_sent_twice()
    {
        var answer = await shop.Client.GetAsync("/images/hats-3-1", Cancel);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Cancel);

        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"", answer.Headers.ETag!.Tag);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.True(answer.Headers.CacheControl!.Public);

        using var again = new HttpRequestMessage(HttpMethod.Get, "/images/hats-3-1");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag);
        var unchanged = await shop.Client.SendAsync(again, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(answer.Headers.ETag, unchanged.Headers.ETag);

        using var other = new HttpRequestMessage(HttpMethod.Get, "/images/hats-3-1");
        other.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{new string('0', 64)}\""));
        Assert.Equal(HttpStatusCode.OK, (await shop.Client.SendAsync(other, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.Client.GetAsync("/images/nothing", Cancel)).StatusCode);
    }

    [Fact]
    public async Task The_catalogue_tells_its_state_and_facets()
    {
        var status = (await shop.Client.GetFromJsonAsync<CatalogStatus>("/api/catalog/status", Cancel))!;
        var facets = (await shop.Client.GetFromJsonAsync<CatalogFacets>("/api/catalog/facets", Cancel))!;

        Assert.Equal((72, 72, 1.0, TestShop.Embedder.Version), (status.Items, status.EmbeddedItems, status.Progress, status.Embedder));
        Assert.Equal(72, facets.Items);
        Assert.Equal(TestShop.Types.Order(), facets.Types.Select(t => t.Value));
        Assert.All(facets.Types, t => Assert.Equal(12, t.Count));
        Assert.Equal(6, facets.Colours.Count);
        Assert.Equal((10m, 65.5m), (facets.MinPrice, facets.MaxPrice));
        Assert.All(facets.Categories, c => Assert.StartsWith("/images/", c.ImageUrl, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_description_of_the_api_names_every_route()
    {
        using var document = JsonDocument.Parse(await shop.Client.GetStringAsync("/openapi/v1.json", Cancel));
        var paths = document.RootElement.GetProperty("paths");

        string[] expected = ["/api/search", "/api/search/image", "/api/search/voice", "/api/items/{id}", "/api/items/{id}/similar", "/images/{id}",
            "/api/catalog/import", "/api/catalog/imports", "/api/catalog/imports/{id}", "/api/catalog/status", "/api/catalog/facets"];
        Assert.Equal(expected.Order(), paths.EnumerateObject().Select(p => p.Name).Order());
        Assert.All(paths.EnumerateObject().SelectMany(p => p.Value.EnumerateObject()), operation =>
        {
            Assert.False(string.IsNullOrEmpty(operation.Value.GetProperty("summary").GetString()));
            Assert.False(string.IsNullOrEmpty(operation.Value.GetProperty("operationId").GetString()));
        });
        var names = paths.GetProperty("/api/search").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString());
        Assert.Equal(["anonymousId", "available", "category", "cohort", "colour", "maxPrice", "minPrice", "q", "take", "type"], names.Order(StringComparer.Ordinal));
    }
}
