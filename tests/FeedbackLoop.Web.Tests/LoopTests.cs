using FeedbackLoop.Web.Tests.Browser;
using Microsoft.Playwright;

namespace FeedbackLoop.Web.Tests;

[Collection(BrowserTests.Name)]
public class LoopTests(ShopInBrowser shop)
{
    [Fact]
    public async Task An_operator_signs_in_by_the_link_sees_the_loop_and_retrains()
    {
        await using var visit = await shop.VisitAsync();
        var page = visit.Page;
        await page.GotoAsync($"/loop/login?key={Uri.EscapeDataString(shop.OperatorKey)}");
        Assert.EndsWith("/loop", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator(".stage")).ToHaveCountAsync(8);
        await Assertions.Expect(page.Locator(".stage.broken")).ToHaveCountAsync(0);

        await visit.RetrainAsync();
        visit.AssertNoComplaints();
    }

    [Fact]
    public async Task A_wrong_key_opens_nothing()
    {
        await using var visit = await shop.VisitAsync();
        await visit.Page.GotoAsync("/loop/login?key=wrong");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("That is not the operator key.");
        await visit.Page.GotoAsync("/loop");
        Assert.Contains("/loop/login", visit.Page.Url, StringComparison.Ordinal);
        visit.AssertNoComplaints();
    }
}
