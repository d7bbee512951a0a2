using Aspire.Hosting.Testing;
using FeedbackLoop.Web.Tests.Browser;
using Microsoft.Playwright;

namespace FeedbackLoop.Web.Tests;

[Collection(BrowserTests.Name)]
public class OutageTests(ShopInBrowser shop)
{
    [Fact]
    public async Task While_the_search_is_down_a_page_says_so_and_tries_again()
    {
        await using var visit = await shop.VisitAsync();
        var page = visit.Page;
        var cancel = TestContext.Current.CancellationToken;
        var pause = page.GetByRole(AriaRole.Heading, new() { Name = "The search takes a short break" });
        // It is restarted at once and may be back before the page has asked.
        for (var kills = 0; kills < 5 && await pause.CountAsync() == 0; kills++)
        {
            await shop.App.ResourceNotifications.WaitForResourceHealthyAsync("search-api", cancel);
            await shop.App.KillAsync("search-api", cancel);
            await page.GotoAsync("/?q=shirt");
        }

        await Assertions.Expect(pause).ToBeVisibleAsync();
        await shop.App.ResourceNotifications.WaitForResourceHealthyAsync("search-api", cancel);
        await page.Locator("[data-retry]").ClickAsync();
        await visit.ResultsAsync();
    }
}
