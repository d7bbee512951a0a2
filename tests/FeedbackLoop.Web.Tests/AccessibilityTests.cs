using Deque.AxeCore.Playwright;
using FeedbackLoop.Web.Tests.Browser;
using Microsoft.Playwright;

namespace FeedbackLoop.Web.Tests;

/// <summary>axe finds nothing on any page, by day and by night, on a desk and on a phone; and no page is wider than the screen.</summary>
[Collection(BrowserTests.Name)]
public class AccessibilityTests(ShopInBrowser shop)
{
    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task The_shop(Device device)
    {
        await using var visit = await shop.VisitAsync(device);
        var page = visit.Page;

        await page.GotoAsync("/");
        Assert.Equal(device == Device.Phone ? "phone" : "desktop", await page.Locator("html").GetAttributeAsync("data-cohort"));
        await CheckAsync(page, "start page");
        await visit.ShowResultsAsync("shirt");
        await CheckAsync(page, "results");
        await page.GotoAsync("/?q=shirt&min=1000000");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing found" })).ToBeVisibleAsync();
        await CheckAsync(page, "empty results");
        await visit.ShowResultsAsync("shirt");
        await page.Locator("[data-grid] .card-link").First.ClickAsync();
        await Assertions.Expect(page.Locator("[data-item-page]")).ToBeVisibleAsync();
        await CheckAsync(page, "item page");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to basket" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-basket-added]")).ToContainTextAsync("In the basket");
        await page.GotoAsync("/basket");
        await Assertions.Expect(page.Locator(".basket-line")).ToHaveCountAsync(1);
        await CheckAsync(page, "basket");
        visit.AssertNoComplaints();
    }

    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task The_loop(Device device)
    {
        await using var visit = await shop.VisitAsync(device);
        var page = visit.Page;

        await page.GotoAsync("/loop");
        await Assertions.Expect(page.GetByLabel("Operator key")).ToBeVisibleAsync();
        await CheckAsync(page, "sign-in");
        await page.GetByLabel("Operator key").FillAsync(shop.OperatorKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.Locator(".stage")).ToHaveCountAsync(8);
        await visit.RetrainAsync();
        await CheckAsync(page, "loop");
        visit.AssertNoComplaints();
    }

    private static async Task CheckAsync(IPage page, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            // The new colours come by transitions; what they end in is judged.
            await page.EvaluateAsync("Promise.all(document.getAnimations().filter(a => a.effect.getComputedTiming().endTime < Infinity).map(a => a.finished.catch(() => {}))).then(() => true)");
            var found = await page.RunAxe();
            Assert.True(found.Violations.Length == 0, $"{name}, {scheme}: " + string.Join("\n", found.Violations.Select(violation =>
                $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(4).Select(node => node.Html))}")));
        }

        var tooWide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(tooWide <= 0, $"{name} is {tooWide} pixels wider than the screen.");
    }
}
