using System.Net;
using System.Net.Http.Json;
using FeedbackLoop.Contracts.Search;

namespace FeedbackLoop.SearchApi.Tests;

public class TextSearchTests(SharedShop shop)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_asked_for_comes_first()
    {
        var answer = await shop.SearchAsync("q=navy+blue+shirt&take=10");

        Assert.Equal(Modality.Text, answer.Modality);
        Assert.Equal("navy blue shirt", answer.Query);
        Assert.Null(answer.CorrectedQuery);
        Assert.Equal(new RankerInfo("baseline", "champion"), answer.Ranker);
        Assert.Equal([TestShop.IdOf(0, 0, 0), TestShop.IdOf(0, 0, 1)], answer.Results.Take(2).Select(r => r.ItemId).Order());
        Assert.Equal(Enumerable.Range(1, 10), answer.Results.Select(r => r.Position));
        Assert.Equal(10, answer.Results.Select(r => r.ItemId).Distinct().Count());
        Assert.All(answer.Results, r => Assert.Equal($"/images/{r.ItemId}", r.ImageUrl));
        Assert.True(answer.TookMs > 0);
    }

    [Fact]
    public async Task Facets_count_the_candidates()
    {
        var answer = await shop.SearchAsync("q=red&take=5");

        Assert.Equal(["category", "colour", "type"], answer.Facets!.Keys.Order());
        Assert.All(answer.Facets.Values, counts => Assert.Equal(counts.OrderByDescending(c => c.Count).Select(c => c.Count), counts.Select(c => c.Count)));
        Assert.Equal(12, answer.Facets["colour"].Single(c => c.Value == "Red").Count);
    }

    [Theory]
    [InlineData("navvy blue shrit", "navy blue shirt")]
    [InlineData("grean hat", "green hat")]
    [InlineData("yelow wacth", "yellow watch")]
    [InlineData("redhandbag", "red handbag")]
    public async Task Typing_errors_are_forgiven_and_told(string typed, string meant)
    {
        var corrected = await shop.SearchAsync($"q={Uri.EscapeDataString(typed)}&take=6");
        var right = await shop.SearchAsync($"q={Uri.EscapeDataString(meant)}&take=6");

        Assert.Equal(meant, corrected.CorrectedQuery);
        Assert.Equal(typed, corrected.Query);
        Assert.Equal(right.Results.Select(r => r.ItemId), corrected.Results.Select(r => r.ItemId));
    }

    [Theory]
    [InlineData("shirts")]   // a form of a known word
    [InlineData("the red")]  // a stop word
    [InlineData("501")]      // a number has no spelling
    [InlineData("qzxwvk")]   // nothing is near
    public async Task What_is_no_typing_error_is_left_alone(string typed) =>
        Assert.Null((await shop.SearchAsync($"q={Uri.EscapeDataString(typed)}&take=3")).CorrectedQuery);

    [Fact]
    public async Task Filters_hold_for_words_and_vectors_alike()
    {
        // By words alone six hats match and by vectors everything is near: whatever is shown has to pass.
        await EachAsync("q=hat&colour=red", r => r.EndsWith("-1-0", StringComparison.Ordinal) || r.EndsWith("-1-1", StringComparison.Ordinal), 12);
        await EachAsync("q=hat&category=Footwear", r => r.StartsWith("shoes", StringComparison.Ordinal), 12);
        await EachAsync("q=shirt&category=accessories+%3E+belts", r => r.StartsWith("belts", StringComparison.Ordinal), 12);
        await EachAsync("q=shirt&type=WATCHES", r => r.StartsWith("watches", StringComparison.Ordinal), 12);
        await EachAsync("q=red&minPrice=30&maxPrice=36", r => r.StartsWith("handbags", StringComparison.Ordinal), 12);
        await EachAsync("q=pink&available=false", r => r.EndsWith("-5-1", StringComparison.Ordinal), 6);
        Assert.Empty((await shop.SearchAsync("q=shirt&type=submarine")).Results);

        async Task EachAsync(string query, Predicate<string> passes, int count)
        {
            var answer = await shop.SearchAsync(query + "&take=100");
            Assert.Equal(count, answer.Results.Count);
            Assert.All(answer.Results, r => Assert.True(passes(r.ItemId), $"{query}: {r.ItemId}"));
        }
    }

    [Fact]
    public async Task Json_answers_as_the_query_string_does()
    {
        var posted = await shop.Client.PostAsJsonAsync("/api/search", new SearchRequest
        {
            Text = "green belt",
            Take = 7,
            Filters = new() { Category = "Accessories" },
        }, Cancel);
        var answer = (await posted.Content.ReadFromJsonAsync<SearchResponse>(Cancel))!;
        var got = await shop.SearchAsync("q=green+belt&take=7&category=Accessories");

        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal(got.Results.Select(r => (r.ItemId, r.Score)), answer.Results.Select(r => (r.ItemId, r.Score)));
        Assert.NotEqual(got.SearchId, answer.SearchId);
    }

    [Fact]
    public async Task Hostile_words_are_only_words()
    {
        foreach (var text in new[] { "'; drop table item; --", "shirt & !blue | (red:*)", "<->", "%_\\", "\"", "shirt:A", "🦓 шляпа 帽子", "((((((", new string('a', 500), "a " + string.Join(' ', Enumerable.Range(0, 150)) })
        {
            var answer = await shop.Client.GetAsync($"/api/search?q={Uri.EscapeDataString(text[..Math.Min(500, text.Length)])}", Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.NotEmpty((await shop.SearchAsync("q=shirt")).Results);
    }
}
