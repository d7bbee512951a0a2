using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Data.Events;
using FeedbackLoop.FeatureStore.Following;
using FeedbackLoop.FeatureStore.Storage;
using FeedbackLoop.Testing;

namespace FeedbackLoop.FeatureStore.Tests;

/// <summary>Counting on a real PostgreSQL: joins, order, once and only once.</summary>
public class BatchCounterTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FeatureStoreOptions _options = new();

    [Fact]
    public async Task A_click_counts_for_the_item_its_modality_and_its_query_and_looks_count_by_propensity()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var world = new World();
        world.Served("s1", "ann", World.Start, ["a", "b", "c"], query: "red hat", propensities: [1f, 0.5f, 0.25f]);
        Look(world, "s1", "ann", "a", "b", "c");
        world.Track(EventNames.ProductClicked, "ann", World.Start, new { search_id = "s1", product_id = "b", position = 2 });
        await CountAsync(database, world.Log);

        foreach (var scope in (string[])["", "m:text", "q:red hat"])
        {
            var b = await FeatureAsync(database, scope, "b");
            Assert.Equal(1, b[FeatureCounters.Clicks]);
            Assert.Equal(1, b[FeatureCounters.Impressions]);
            Assert.Equal(0.5, b[FeatureCounters.Exposure], 6);
            Assert.Equal(0, (await FeatureAsync(database, scope, "c"))[FeatureCounters.Clicks]);
        }
    }

    [Fact]
    public async Task Saying_the_same_twice_counts_once()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var world = new World();
        world.Served("s1", "ann", World.Start, ["a", "b"]);
        for (var i = 0; i < 3; i++)
        {
            Look(world, "s1", "ann", "a", "b");
            world.Track(EventNames.ProductClicked, "ann", World.Start.AddSeconds(i), new { search_id = "s1", product_id = "a" });
            world.Track(EventNames.ProductViewed, "ann", World.Start.AddSeconds(i), new { search_id = "s1", product_id = "a", dwell_ms = 2000 * (i + 1) });
        }

        await CountAsync(database, world.Log);
        var a = await FeatureAsync(database, "", "a");
        Assert.Equal(1, a[FeatureCounters.Clicks], 4);
        Assert.Equal(1, a[FeatureCounters.Impressions], 4);
        Assert.Equal(1, a[FeatureCounters.DwellCount], 4);
        Assert.Equal(Math.Log(7), a[FeatureCounters.DwellLogSum], 4);
    }

    [Fact]
    public async Task A_batch_that_is_handed_in_again_after_a_crash_counts_once()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var world = World.Random(seed: 1, searches: 20);
        await CountAsync(database, world.Log);
        var once = await SnapshotAsync(database);
        await CountAsync(database, world.Log);
        Assert.Equal(once, await SnapshotAsync(database));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task However_the_log_is_cut_into_batches_and_after_a_rebuild_the_result_is_identical(int seed)
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var world = World.Random(seed, searches: 150);
        await CountAsync(database, world.Log);
        var whole = await SnapshotAsync(database);
        Assert.Contains("item", whole, StringComparison.Ordinal);

        var random = new Random(seed);
        for (var round = 0; round < 2; round++)
        {
            await Rebuild.StartAsync(database.DataSource, None);
            for (var i = 0; i < world.Log.Count;)
            {
                var n = random.Next(1, round == 0 ? 12 : 80);
                await CountAsync(database, world.Log.Skip(i).Take(n).ToList());
                i += n;
            }

            Assert.Equal(whole, await SnapshotAsync(database));
        }
    }

    [Fact]
    public async Task Feedback_that_comes_before_its_search_waits_for_it()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var world = new World();
        world.Track(EventNames.ProductClicked, "ann", World.Start.AddSeconds(1), new { search_id = "s1", product_id = "a", position = 1 });
        await CountAsync(database, world.Log);
        Assert.Empty(await AllFeaturesAsync(database));
        world.Served("s1", "ann", World.Start, ["a"]);
        await CountAsync(database, world.Log);
        Assert.Equal(1, (await FeatureAsync(database, "", "a"))[FeatureCounters.Clicks], 6);
        Assert.Equal(0L, await ScalarAsync(database, "select count(*) from early_feedback"));
    }

    [Fact]
    public async Task A_search_closes_when_the_log_says_that_time_has_passed_and_late_feedback_amends_its_example()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var world = new World();
        world.Served("s1", "ann", World.Start, ["a", "b", "c"]);
        world.Track(EventNames.ProductClicked, "ann", World.Start.AddMinutes(1), new { search_id = "s1", product_id = "b", position = 2 });
        world.Tick(World.Start.AddMinutes(30));
        await CountAsync(database, world.Log);
        Assert.Equal(1L, await ScalarAsync(database, "select count(*) from served_search"));
        world.Tick(World.Start.AddMinutes(31));
        await CountAsync(database, world.Log);
        Assert.Equal(0L, await ScalarAsync(database, "select count(*) from served_search"));
        Assert.Equal(new float[] { 0, 1, 0 }, await ScalarAsync(database, "select grade from training_example"));
        Assert.Equal(1, (await FeatureAsync(database, "", "a"))[FeatureCounters.Skips], 6);

        world.Track(EventNames.ProductAdded, "ann", World.Start.AddHours(1), new { search_id = "s1", product_id = "c", position = 3 });
        await CountAsync(database, world.Log);
        Assert.Equal(new float[] { 0, 1, 3 }, await ScalarAsync(database, "select grade from training_example"));
        Assert.Equal(1L, await ScalarAsync(database, "select example_no from training_example"));
        Assert.Equal(1, (await FeatureAsync(database, "", "c"))[FeatureCounters.Adds], 6);
    }

    [Fact]
    public async Task Feedback_on_somebody_elses_search_is_worth_nothing()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var world = new World();
        world.Served("s1", "ann", World.Start, ["a"]);
        world.Track(EventNames.ProductClicked, "mallory", World.Start, new { search_id = "s1", product_id = "a" });
        await CountAsync(database, world.Log);
        Assert.Empty(await AllFeaturesAsync(database));
    }

    [Fact]
    public async Task A_flood_and_a_robot_move_no_feature_and_teach_nothing()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var world = new World();
        for (var i = 0; i < 400; i++)
        {
            world.Served($"f{i}", "flood", World.Start, ["a"]);
            world.Track(EventNames.ProductClicked, "flood", World.Start, new { search_id = $"f{i}", product_id = "a" });
        }

        world.Served("r", "robot", World.Start, ["b"]);
        world.Track(EventNames.ProductClicked, "robot", World.Start, new { search_id = "r", product_id = "b" }, userAgent: "FriendlyBot/2.0 (+crawler)");
        world.Served("ok", "ann", World.Start, ["c"]);
        world.Track(EventNames.ProductClicked, "ann", World.Start, new { search_id = "ok", product_id = "c" });
        world.Tick(World.Start.AddHours(1));
        await CountAsync(database, world.Log);

        Assert.InRange((await FeatureAsync(database, "", "a"))[FeatureCounters.Clicks], 0, _options.Trust.JudgeFromClicks);
        Assert.DoesNotContain(("", "b"), await AllFeaturesAsync(database));
        Assert.Contains(("", "c"), await AllFeaturesAsync(database));
        Assert.Equal(0L, await ScalarAsync(database, "select count(*) from training_example where person_id in ('flood', 'robot') and excluded is null"));
        Assert.Equal(1L, await ScalarAsync(database, "select count(*) from training_example where excluded is null"));
    }

    [Fact]
    public async Task Who_always_clicks_where_nobody_looks_soon_moves_no_feature_and_teaches_nothing()
    {
        await using var clean = await PostgresServer.CreateDatabaseAsync();
        await CountAsync(clean, Shop(attacks: 0).Log);
        await using var attacked = await PostgresServer.CreateDatabaseAsync();
        await CountAsync(attacked, Shop(attacks: 200).Log);
        await using var open = await PostgresServer.CreateDatabaseAsync();
        _options.Trust.FalseAlarm = 0;
        await CountAsync(open, Shop(attacks: 200).Log);
        async Task<double> RateAsync(TestDatabase database) =>
            await FeatureAsync(database, "", "item7") is var item ? item[FeatureCounters.Clicks] / item[FeatureCounters.Exposure] : 0;
        var (before, after, undefended) = (await RateAsync(clean), await RateAsync(attacked), await RateAsync(open));
        Assert.True(undefended > 3 * before);
        Assert.InRange(after - before, 0, (undefended - before) / 5);
        Assert.Equal(0L, await ScalarAsync(clean, "select count(*) from training_example where excluded is not null"));
        Assert.Equal(0L, await ScalarAsync(attacked, "select count(*) from training_example where person_id = 'mallory' and excluded is distinct from 'forger'"));
        Assert.Equal(0L, await ScalarAsync(attacked, "select count(*) from training_example where person_id <> 'mallory' and weight < 0.9"));

        static World Shop(int attacks)
        {
            var world = new World();
            var random = new Random(4);
            string[] items = [.. Enumerable.Range(0, 8).Select(i => $"item{i}")];
            for (var s = 0; s < 1000; s++)
            {
                var at = World.Start.AddSeconds(s);
                world.Served($"s{s}", $"p{s % 50}", at, items);
                Look(world, $"s{s}", $"p{s % 50}", items);
                for (var i = 0; i < items.Length; i++)
                {
                    if (random.NextDouble() < 0.4 / (i + 1))
                    {
                        world.Track(EventNames.ProductClicked, $"p{s % 50}", at.AddSeconds(0.5), new { search_id = $"s{s}", product_id = items[i], position = i + 1 });
                    }
                }

                if (s < attacks)
                {
                    world.Served($"a{s}", "mallory", at, items);
                    Look(world, $"a{s}", "mallory", items);
                    world.Track(EventNames.ProductClicked, "mallory", at.AddSeconds(0.6), new { search_id = $"a{s}", product_id = items[7], position = 8 });
                }
            }

            world.Tick(World.Start.AddHours(2));
            return world;
        }
    }

    [Fact]
    public async Task A_basket_that_mixes_searches_counts_in_each_of_them()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var world = new World();
        world.Served("s1", "ann", World.Start, ["a"]);
        world.Served("s2", "ann", World.Start, ["b"]);
        world.Track(EventNames.OrderCompleted, "ann", World.Start.AddMinutes(1),
            new { products = new[] { new { product_id = "a", search_id = "s1" }, new { product_id = "b", search_id = "s2" } } });
        world.Tick(World.Start.AddHours(1));
        await CountAsync(database, world.Log);
        Assert.Equal(2L, await ScalarAsync(database, "select count(*) from training_example where grade = '{4}'"));
    }

    private static void Look(World world, string searchId, string person, params string[] items) =>
        world.Track(EventNames.ProductListViewed, person, World.Start,
            new { search_id = searchId, products = items.Select((item, i) => new { product_id = item, position = i + 1 }) });

    private Task CountAsync(TestDatabase database, IReadOnlyList<LoggedEvent> events) =>
        new BatchCounter(database.DataSource, _options).CountAsync(
            new(new Dictionary<int, long>(), events, new Dictionary<int, long> { [0] = events[^1].Position }), None);

    private static async Task<double[]> FeatureAsync(TestDatabase database, string scope, string item) =>
        (double[])(await ScalarAsync(database, $"select slow from feature where scope = '{scope}' and item_id = '{item}'"))!;

    private static async Task<List<(string, string)>> AllFeaturesAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("select scope, item_id from feature");
        await using var row = await command.ExecuteReaderAsync();
        var all = new List<(string, string)>();
        while (await row.ReadAsync())
        {
            all.Add((row.GetString(0), row.GetString(1)));
        }

        return all;
    }

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Everything that FeatureStore keeps, as text, bit for bit, but for the revisions that readers follow.</summary>
    private static async Task<string> SnapshotAsync(TestDatabase database) => (string)(await ScalarAsync(database,
        """
        select coalesce((select string_agg(f::text, E'\n' order by scope, item_id) from (select scope, item_id, as_of, slow, fast from feature) f), '')
            || coalesce((select string_agg(e::text, E'\n' order by example_no) from training_example e), '')
            || coalesce((select string_agg(s::text, E'\n' order by search_id) from served_search s), '')
            || coalesce((select string_agg(p::text, E'\n' order by person_id) from person_trust p), '')
            || coalesce((select string_agg(w::text, E'\n' order by position) from early_feedback w), '')
            || (select s::text from feature_store_state s)
        """))!;
}
