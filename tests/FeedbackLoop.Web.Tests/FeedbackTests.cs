using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Web.Tests.Browser;
using Microsoft.Playwright;

namespace FeedbackLoop.Web.Tests;

/// <summary>What a person does in the browser arrives in the event log, joined to the search it belongs to.</summary>
[Collection(BrowserTests.Name)]
public class FeedbackTests(ShopInBrowser shop)
{
    [Theory]
    [InlineData(Device.Desktop)]
    [InlineData(Device.Phone)]
    public async Task What_was_seen_clicked_dwelled_on_and_rated_is_in_the_log(Device device)
    {
        await using var visit = await shop.VisitAsync(device);
        var page = visit.Page;
        var searchId = await visit.ShowResultsAsync("shirt");
        var first = page.Locator("[data-grid] [data-item]").First;
        var itemId = (await first.GetAttributeAsync("data-item"))!;

        await ArrivesAsync(searchId, EventNames.ProductListViewed, "properties->'products' @> jsonb_build_array(jsonb_build_object('product_id', @item, 'position', 1))", itemId);
        await first.Locator(".card-link").ClickAsync();
        await Assertions.Expect(page.Locator("[data-item-page]")).ToBeVisibleAsync();
        await ArrivesAsync(searchId, EventNames.ProductClicked, "properties->>'product_id' = @item and (properties->>'position')::int = 1", itemId);
        await ArrivesAsync(searchId, EventNames.ProductViewed, "properties->>'product_id' = @item and not properties ? 'dwell_ms'", itemId);
        await page.Locator("[data-item-page] [data-thumb='1']").ClickAsync();
        await Assertions.Expect(page.Locator("[data-item-page] [data-thumb='1']")).ToHaveAttributeAsync("aria-pressed", "true");

        await page.GotoAsync("about:blank");
        await ArrivesAsync(searchId, EventNames.ResultRated, "properties->>'product_id' = @item and properties->>'rating_type' = 'thumbs' and (properties->>'rating')::int = 1", itemId);
        await ArrivesAsync(searchId, EventNames.ProductViewed, "properties->>'product_id' = @item and (properties->>'dwell_ms')::int between 1 and 300000", itemId);
        visit.AssertNoComplaints();
    }

    /// <summary>Waits for exactly one such event of the search.</summary>
    private Task<long> ArrivesAsync(string searchId, string name, string condition, string itemId) =>
        Eventually.GetAsync(async () =>
        {
            await using var command = shop.Database.CreateCommand(
                $"select count(*) from (select payload::jsonb->'properties' as properties from event_log where search_id = @search and name = @name) e where {condition}");
            command.Parameters.AddWithValue("search", searchId);
            command.Parameters.AddWithValue("name", name);
            command.Parameters.AddWithValue("item", itemId);
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }, count => count == 1, $"One {name} of search {searchId} is in the log");
}
