using System.Diagnostics;
using FeedbackLoop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FeedbackLoop.EventCollector.Tests;

/// <summary>The browser SDKs of Segment and RudderStack in a real Chromium, on a page of another origin than the collector's: configuration, preflights,
/// beacons and all.</summary>
public sealed class BrowserSdkTests
{
    private const string Rudder = """
        <script src="/sdk/@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js"></script>
        <script>
          const sdk = new (window.rudderanalytics?.RudderAnalytics ?? RudderAnalytics)();
          sdk.load('KEY', 'COLLECTOR', { configUrl: 'COLLECTOR', useBeacon: BEACON, beaconQueueOptions: { flushQueueInterval: 500 } });
          sdk.track('Product Clicked', { search_id: 's-1', product_id: 'p-1', position: 1 });
        </script>
        """;

    private const string Segment = """
        <script src="/sdk/@segment/analytics-next/dist/umd/index.js"></script>
        <script>
          AnalyticsNext.AnalyticsBrowser.load({ writeKey: 'KEY', cdnURL: 'COLLECTOR' }, { integrations: { 'Segment.io': { DELIVERY } } })
            .track('Product Clicked', { search_id: 's-1', product_id: 'p-1', position: 1 });
        </script>
        """;

    [Theory]
    [InlineData(Rudder, "BEACON", "false")]
    [InlineData(Rudder, "BEACON", "true")]
    [InlineData(Segment, "DELIVERY", "")]
    [InlineData(Segment, "DELIVERY", "deliveryStrategy: { strategy: 'batching', config: { size: 1 } }")]
    public async Task What_a_page_sends_is_in_the_log(string page, string option, string value)
    {
        NodeSdks.SkipWithout();
        var chromium = Array.Find(["chromium", "chromium-browser", "google-chrome"], NodeSdks.Find);
        Assert.False(chromium is null && Environment.GetEnvironmentVariable("CI") is "true" or "1", "Chromium is needed in CI.");
        Assert.SkipWhen(chromium is null, "Chromium is not installed: the browser SDKs cannot run here.");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(120));
        await using var database = await PostgresServer.CreateDatabaseAsync();
        await using var collector = await CollectorProcess.StartAsync(database, timeout.Token);
        var html = page.Replace(option, value, StringComparison.Ordinal)
            .Replace("KEY", CollectorFactory.WriteKey, StringComparison.Ordinal)
            .Replace("COLLECTOR", collector.Url.ToString().TrimEnd('/'), StringComparison.Ordinal);
        await using var site = await ServeAsync(html, await NodeSdks.FolderAsync(timeout.Token));

        var profile = Directory.CreateTempSubdirectory("feedbackloop-chromium-");
        using var browser = Process.Start(new ProcessStartInfo(chromium!,
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={profile.FullName}", "--remote-debugging-port=0", site.Urls.Single()])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            browser.BeginErrorReadLine();
            browser.BeginOutputReadLine();
            List<LoggedRow> clicks;
            while ((clicks = (await LoggedRow.FindAsync(database.DataSource, "", timeout.Token)).FindAll(row => row.Name == "Product Clicked")).Count == 0)
            {
                await Task.Delay(50, timeout.Token);
            }

            var click = Assert.Single(clicks);
            Assert.Equal("s-1", click.SearchId);
            Assert.False(string.IsNullOrEmpty(click.PersonId));
        }
        finally
        {
            browser.Kill(entireProcessTree: true);
            await browser.WaitForExitAsync(CancellationToken.None);
            await DeleteAsync(profile);
        }
    }

    /// <summary>The browser's last processes write to its profile for a moment after it was killed.</summary>
    private static async Task DeleteAsync(DirectoryInfo profile)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                profile.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    private static async Task<WebApplication> ServeAsync(string html, string sdks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = builder.Build();
        site.MapGet("/", () => Results.Content(html, "text/html"));
        site.MapGet("/sdk/{**file}", (string file) => Results.File(Path.Combine(sdks, "node_modules", file), "text/javascript"));
        await site.StartAsync();
        return site;
    }
}
