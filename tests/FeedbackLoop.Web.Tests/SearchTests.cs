using System.Net.Http.Json;
using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Web.Tests.Browser;
using Microsoft.Playwright;

namespace FeedbackLoop.Web.Tests;

[Collection(BrowserTests.Name)]
public class SearchTests(ShopInBrowser shop)
{
    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task Words_find_things_with_pictures_that_load(Device device)
    {
        await using var visit = await shop.VisitAsync(device);
        var page = visit.Page;
        await page.GotoAsync("/");
        await page.Locator("#q").FillAsync("navy blue shirt");
        await page.Locator("#q").PressAsync("Enter");
        await visit.ResultsAsync();

        // The first eight are loaded at once, the others as they come into view.
        var loaded = await Eventually.GetAsync(
            () => page.EvaluateAsync<int>("[...document.querySelectorAll('.card img')].slice(0, 8).filter(img => img.complete && img.naturalWidth > 0).length"),
            count => count == 8, "Eight pictures are loaded");
        Assert.Equal(8, loaded);
        visit.AssertNoComplaints();
    }

    [Fact]
    public async Task A_keyboard_is_enough()
    {
        await using var visit = await shop.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator("html")).ToHaveClassAsync("scripted");
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.Locator("#q")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("shirt");
        await page.Keyboard.PressAsync("Enter");
        await visit.ResultsAsync();

        var result = page.Locator(".card-link:focus");
        for (var tabs = 0; tabs < 40 && await result.CountAsync() == 0; tabs++) await page.Keyboard.PressAsync("Tab");
        var title = await result.Locator(".card-title").InnerTextAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-item-page] h1")).ToHaveTextAsync(title);
        visit.AssertNoComplaints();
    }

    [Fact]
    public async Task A_filter_is_chosen_and_taken_away()
    {
        await using var visit = await shop.VisitAsync();
        var page = visit.Page;
        await visit.ShowResultsAsync("shirt");
        await page.Locator("[popovertarget=filter-colour]").ClickAsync();
        var choice = page.Locator("#filter-colour a").First;
        var colour = await choice.Locator("span").InnerTextAsync();
        await choice.ClickAsync();
        var chip = page.GetByRole(AriaRole.Link, new() { Name = $"Remove the filter {colour}" });
        await Assertions.Expect(chip).ToBeVisibleAsync();
        await visit.ResultsAsync();
        foreach (var card in (await page.Locator("[data-grid] [data-item]").AllAsync()).Take(5))
        {
            var item = await shop.Search.GetFromJsonAsync<ItemResponse>($"/api/items/{await card.GetAttributeAsync("data-item")}", TestContext.Current.CancellationToken);
            Assert.Equal(colour, item!.Colour);
        }

        await chip.ClickAsync();
        await Assertions.Expect(page.Locator(".chips")).ToHaveCountAsync(0);
        await visit.ResultsAsync();
        visit.AssertNoComplaints();
    }

    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task A_picture_finds_what_it_shows(Device device)
    {
        await using var visit = await shop.VisitAsync(device);
        await Eventually.GetAsync(
            async () => (await shop.Search.GetFromJsonAsync<CatalogStatus>("/api/catalog/status", TestContext.Current.CancellationToken))!,
            status => status is { Embedder: not null, Progress: >= 1 }, "The embedder is ready");
        var page = visit.Page;
        await page.GotoAsync("/");
        await page.Locator("[data-picture-open]").ClickAsync();
        await Assertions.Expect(page.Locator("#picture-panel")).ToBeVisibleAsync();
        await page.Locator("[data-picture-file]").SetInputFilesAsync(SamplePicture("S0001.jpg"));
        await visit.ResultsAsync();
        await Assertions.Expect(page.Locator(".results")).ToHaveAttributeAsync("data-modality", "image");
        await Assertions.Expect(page.Locator("[data-grid] [data-item=S0001]")).ToHaveCountAsync(1);
        visit.AssertNoComplaints();
    }

    private static string SamplePicture(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FeedbackLoop.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "catalog", "sample", "images", name);
    }
}
