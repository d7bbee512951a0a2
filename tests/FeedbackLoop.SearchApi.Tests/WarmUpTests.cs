using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Serving;
using FeedbackLoop.SearchApi.Vectors;
using Microsoft.Extensions.DependencyInjection;

namespace FeedbackLoop.SearchApi.Tests;

public class WarmUpTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rehearsed_searches_are_neither_remembered_nor_counted()
    {
        var counted = new ConcurrentDictionary<Meter, long>();
        using var listener = new MeterListener();
        await using var shop = new TestShop();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == SearchTelemetry.Name && instrument.Name == "feedbackloop.search.answers")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            // Other tests' shops count beside this one, each by its own meter.
            counted.AddOrUpdate(instrument.Meter, value, (_, before) => before + value);
        });
        listener.Start();
        await shop.InitializeAsync();

        Assert.True(shop.Services.GetRequiredService<WarmUp>().IsDone);
        Assert.Equal(0, await CountAsync(shop));
        var meter = shop.Services.GetRequiredService<SearchTelemetry>().Meter;
        Assert.Equal(0, counted.GetValueOrDefault(meter));

        await shop.SearchAsync("q=hat");
        Assert.Equal(1, await CountAsync(shop));
        Assert.Equal(1, counted[meter]);
    }

    [Fact]
    public async Task A_rehearsal_takes_the_way_of_a_real_search()
    {
        await using var shop = new TestShop();
        await shop.InitializeAsync();
        var rehearsed = await shop.Services.GetRequiredService<SearchEngine>().RehearseAsync(
            new() { Modality = "text", Text = "red hat", Take = 10, Cohort = "all" }, Cancel);

        Assert.Equal((await shop.SearchAsync("q=red+hat&take=10")).Results.Select(r => r.ItemId).Order(), rehearsed.Results.Select(r => r.ItemId).Order());
    }

    [Fact]
    public async Task Many_vectors_move_to_inverted_lists_and_are_found_as_before()
    {
        await using var shop = new TestShop().With("Search:OptimiseAbove", "1500");
        await shop.PrepareAsync();
        // Each item twenty-five times more: the nearest of a query are its own kind, whichever structure finds them.
        await shop.ExecuteAsync(
            """
            insert into item (item_id, title, description, category, type, colour, price, available, attributes, content_hash, created_at, updated_at)
            select item_id || '-' || n, title, description, category, type, colour, price, available, attributes, content_hash, created_at, updated_at
            from item, generate_series(1, 25) n
            """);
        await shop.ExecuteAsync(
            """
            insert into item_embedding (embedder_version, item_id, kind, vector, content_hash)
            select embedder_version, item_id || '-' || n, kind, vector, content_hash from item_embedding, generate_series(1, 25) n
            """);
        await shop.StartAsync();
        var embedders = shop.Services.GetRequiredService<EmbedderFollower>();
        await TestShop.UntilAsync(() => Task.FromResult(embedders.Current is { IsExact: false }));

        var space = embedders.Current!;
        var snapshot = shop.Services.GetRequiredService<CatalogFollower>().Current;
        Assert.Equal(72 * 26, space.Count);
        var query = (await space.EmbedAsync("red hat", null, Cancel))!;
        int[] top = new int[20];
        var found = await space.SearchAsync(query, PassingItems.Of(snapshot, null), top, new float[20], Cancel);
        Assert.Equal(20, found);
        Assert.All(top, ordinal => Assert.Equal("Hats", snapshot.Items[ordinal].Type));
    }

    private static async Task<long> CountAsync(TestShop shop)
    {
        await using var command = shop.Database.DataSource.CreateCommand("select count(*) from event_log");
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
