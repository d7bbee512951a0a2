using System.Text.Json;
using FeedbackLoop.Testing;

namespace FeedbackLoop.EventCollector.Tests;

/// <summary>The real SDKs of Segment and RudderStack, pointed at a real collector process.</summary>
public sealed class SdkTests
{
    private const string Segment = """
        const { Analytics } = require('@segment/analytics-node');
        const [url, writeKey] = process.argv.slice(1);
        const analytics = new Analytics({ writeKey, host: url, flushAt: 4 });
        analytics.on('error', failure => { console.error(failure); process.exitCode = 1; });
        const timestamp = new Date(Date.now() - 60000);
        analytics.identify({ userId: 'u-1', traits: { plan: 'pro' } });
        analytics.track({ userId: 'u-1', event: 'Products Searched', properties: { search_id: 's-1', query: 'red shoe' } });
        analytics.track({ anonymousId: 'a-1', event: 'Product Clicked', properties: { search_id: 's-1', product_id: 'p-1', position: 2 }, timestamp });
        analytics.page({ anonymousId: 'a-1', name: 'Home' });
        analytics.screen({ anonymousId: 'a-1', name: 'Start' });
        analytics.group({ userId: 'u-1', groupId: 'g-1' });
        analytics.alias({ userId: 'u-1', previousId: 'a-1' });
        analytics.closeAndFlush();
        """;

    private const string Rudder = """
        const RudderAnalytics = require('@rudderstack/rudder-sdk-node');
        const [url, writeKey] = process.argv.slice(1);
        const client = new RudderAnalytics(writeKey, { dataPlaneUrl: url, flushAt: 3, errorHandler: failure => { console.error(failure); process.exit(1); } });
        const timestamp = new Date(Date.now() - 60000);
        client.identify({ userId: 'u-1', traits: { plan: 'pro' } });
        client.track({ userId: 'u-1', event: 'Products Searched', properties: { search_id: 's-1', query: 'red shoe' } });
        client.track({ anonymousId: 'a-1', event: 'Product Clicked', properties: { search_id: 's-1', product_id: 'p-1', position: 2 }, originalTimestamp: timestamp });
        client.page({ anonymousId: 'a-1', name: 'Home' });
        client.screen({ anonymousId: 'a-1', name: 'Start' });
        client.group({ userId: 'u-1', groupId: 'g-1' });
        client.alias({ userId: 'u-1', previousId: 'a-1' });
        (async () => { do { await client.flush(); } while (client.queue.length > 0); await client.pendingFlush; process.exit(); })();
        """;

    [Theory]
    [InlineData(Segment)]
    [InlineData(Rudder)]
    public async Task What_an_sdk_sends_is_in_the_log(string script)
    {
        NodeSdks.SkipWithout();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(120));
        await using var database = await PostgresServer.CreateDatabaseAsync();
        await using var collector = await CollectorProcess.StartAsync(database, timeout.Token);

        await NodeSdks.RunAsync(script, collector.Url, timeout.Token);

        var rows = await LoggedRow.FindAsync(database.DataSource, "", timeout.Token);
        Assert.Equal(
            ["Product Clicked", "Products Searched", "alias", "group", "identify", "page", "screen"],
            rows.Select(row => row.Name).Order(StringComparer.Ordinal));
        var click = rows.Single(row => row.Name == "Product Clicked");
        Assert.Equal(("a-1", "s-1"), (click.PersonId, click.SearchId));
        Assert.InRange((click.ReceivedAt - click.OccurredAt).TotalSeconds, 59, 90);
        using var payload = JsonDocument.Parse(click.Payload);
        Assert.Equal("p-1", payload.RootElement.GetProperty("properties").GetProperty("product_id").GetString());
        Assert.Equal("u-1", rows.Single(row => row.Name == "Products Searched").PersonId);
    }
}
