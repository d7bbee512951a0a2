using Microsoft.Playwright;

namespace FeedbackLoop.Web.Tests.Browser;

/// <summary>One person's visit in a browser of its own; hears what the browser complains of.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public Visit(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        // Violations of the content policy are console errors too.
        page.Console += (_, message) => { if (message.Type == "error") Add($"{message.Text} ({message.Location})"); };
        page.PageError += (_, error) => Add(error);
    }

    public IPage Page { get; }

    /// <summary>No script error, nothing that failed to load, no violation of the content policy.</summary>
    public void AssertNoComplaints()
    {
        lock (_complaints) Assert.Empty(_complaints);
    }

    public async Task<string> ShowResultsAsync(string query)
    {
        await Page.GotoAsync($"/?q={Uri.EscapeDataString(query)}");
        return await ResultsAsync();
    }

    /// <summary>The search id of the results that stand on the page.</summary>
    public async Task<string> ResultsAsync()
    {
        await Assertions.Expect(Page.Locator("[data-grid] .card-link").First).ToBeVisibleAsync();
        return (await Page.Locator(".results").GetAttributeAsync("data-search-id"))!;
    }

    /// <summary>On the loop's page: asks for a training run and waits until it is in the table, without a reload.</summary>
    public async Task RetrainAsync()
    {
        var runs = Page.Locator("section[aria-labelledby=runs] tr[data-key]");
        var before = await runs.CountAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Retrain now" }).First.ClickAsync();
        await Page.Locator("#confirm-retrain [type=submit]").ClickAsync();
        await Assertions.Expect(Page.Locator("[data-said]")).ToHaveTextAsync("The training run is queued.");
        await Assertions.Expect(runs).ToHaveCountAsync(before + 1);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Add(string complaint)
    {
        lock (_complaints) _complaints.Add(complaint);
    }
}
