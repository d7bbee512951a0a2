using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;
using Npgsql;

namespace FeedbackLoop.Web.Tests.Browser;

/// <summary>The whole product, started once for all browser tests, and a Chromium to visit it with.</summary>
public sealed class ShopInBrowser : IAsyncLifetime
{
    private static readonly string[] Services = ["db-manager", "search-api", "event-collector", "feature-store", "retraining", "web"];

    /// <summary>No GPU, no profile, nothing in the background: only what a page does.</summary>
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private DistributedApplication? _app;

    public DistributedApplication App => _app!;
    public HttpClient Search { get; private set; } = null!;
    public NpgsqlDataSource Database { get; private set; } = null!;
    public string OperatorKey => App.GetParameterValue("operator-key");

    public async ValueTask InitializeAsync()
    {
        if (FindChromium() is not { } chromium)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "Chromium is not installed, and in CI no browser test may be skipped.");
            return;
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.FeedbackLoop_AppHost>(timeout.Token);
        builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(r => r.Name == "feature-store"))
            .WithEnvironment("Features__CloseAfter", "00:00:05");
        _app = await builder.BuildAsync(timeout.Token);
        await _app.StartAsync(timeout.Token);
        foreach (var service in Services)
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(service, timeout.Token);
        }

        Search = _app.CreateHttpClient("search-api");
        Database = NpgsqlDataSource.Create((await _app.GetConnectionStringAsync("feedbackdb", timeout.Token))!);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments, Timeout = 60_000 });
        Assertions.SetDefaultExpectTimeout(60_000);
    }

    /// <summary>A new person with an empty browser. Skips the test where there is no Chromium.</summary>
    public async Task<Visit> VisitAsync(Device device = Device.Desktop)
    {
        Assert.SkipWhen(_browser is null, "Chromium is not installed (apt-get install chromium), so the shop cannot be tried in a browser.");
        var phone = device == Device.Phone;
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = App.GetEndpoint("web").ToString(),
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
            IsMobile = phone,
            HasTouch = phone,
            UserAgent = phone ? "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36" : null,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000);
        return new Visit(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        Search?.Dispose();
        if (Database is not null) await Database.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
    }

    private static string? FindChromium()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(["/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome"]);
        string[] names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
        return folders.Where(folder => folder.Length > 0).SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
