using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Data.Features;
using FeedbackLoop.Testing;
using Npgsql;

namespace FeedbackLoop.Data.Tests.Features;

/// <summary>What every <see cref="IFeatureCache"/> promises. A cache's own test class derives from this one and says how to open it.</summary>
public abstract class FeatureCacheContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(60));

    protected CancellationToken Timeout => _timeout.Token;

    protected TestDatabase Database { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Database = await PostgresServer.CreateDatabaseAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Database.DisposeAsync();
        _timeout.Dispose();
    }

    [Fact]
    public async Task What_was_there_before_the_cache_is_found_unchanged_and_what_is_not_known_is_null()
    {
        await WriteAsync(Counters("", "a", 1), Counters("m:text", "b", 2), Counters("q:größe 😀", "a", 3));
        var cache = await OpenAsync();
        await UntilAsync(cache, "", "a", 1);
        string[] scopes = ["", "m:text", "q:größe 😀", "q:never asked"];
        string[] items = ["b", "unknown", "a"];
        var found = new FeatureCounters?[12];
        await cache.GetAsync(scopes, items, found, Timeout);
        for (var i = 0; i < found.Length; i++)
        {
            var expected = (scopes[i / 3], items[i % 3]) switch
            {
                ("", "a") => Counters("", "a", 1),
                ("m:text", "b") => Counters("m:text", "b", 2),
                ("q:größe 😀", "a") => Counters("q:größe 😀", "a", 3),
                _ => null,
            };
            AssertSame(expected, found[i]);
        }
    }

    [Fact]
    public async Task A_change_is_seen_within_two_seconds_and_others_stay()
    {
        await WriteAsync(Counters("", "a", 1), Counters("", "b", 1));
        var cache = await OpenAsync();
        await UntilAsync(cache, "", "b", 1);
        for (var value = 2; value < 5; value++)
        {
            await WriteAsync(Counters("", "a", value), Counters("m:image", "a", value));
            var since = TimeProvider.System.GetTimestamp();
            await UntilAsync(cache, "m:image", "a", value);
            await UntilAsync(cache, "", "a", value);
            Assert.InRange(TimeProvider.System.GetElapsedTime(since), TimeSpan.Zero, Fresh);
            await UntilAsync(cache, "", "b", 1);
        }
    }

    [Fact]
    public async Task A_rebuild_leaves_nothing_of_what_was()
    {
        await WriteAsync(Counters("", "a", 1), Counters("q:old", "a", 1));
        var cache = await OpenAsync();
        await UntilAsync(cache, "q:old", "a", 1);
        await ExecuteAsync("delete from feature");
        await WriteAsync(Counters("", "a", 7));
        await UntilAsync(cache, "", "a", 7);
        Assert.Null(await GetAsync(cache, "q:old", "a"));
    }

    [Fact]
    public async Task An_answer_overwrites_what_a_used_buffer_holds()
    {
        var cache = await OpenAsync();
        await WriteAsync(Counters("", "a", 1));
        await UntilAsync(cache, "", "a", 1);
        var found = Enumerable.Repeat<FeatureCounters?>(Counters("", "x", 9), 5).ToArray();
        await cache.GetAsync(["", "m:text"], ["a", "b"], found, Timeout);
        Assert.Equal(1, found[0]!.Slow[0]);
        Assert.All(found[1..4], Assert.Null);
        Assert.NotNull(found[4]);
    }

    [Fact]
    public async Task A_buffer_that_is_too_small_is_refused()
    {
        var cache = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await cache.GetAsync(["", "m:text"], ["a", "b"], new FeatureCounters?[3], Timeout));
    }

    [Fact]
    public async Task Many_readers_at_once_get_whole_answers_while_everything_changes()
    {
        string[] items = [.. Enumerable.Range(0, 200).Select(i => $"item {i}")];
        await WriteAsync([.. items.Select(i => Counters("", i, 1))]);
        var cache = await OpenAsync();
        await UntilAsync(cache, "", items[^1], 1);
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(Timeout);
        var writer = Task.Run(async () =>
        {
            for (var value = 2; !writing.IsCancellationRequested; value++)
            {
                await WriteAsync([.. items.Select(i => Counters("", i, value))]);
            }
        }, Timeout);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var found = new FeatureCounters?[items.Length];
            for (var n = 0; n < 100; n++)
            {
                await cache.GetAsync([""], items, found, Timeout);
                for (var i = 0; i < items.Length; i++)
                {
                    Assert.Equal(items[i], found[i]!.ItemId);
                    Assert.Equal(found[i]!.Slow[0] / 2, found[i]!.Fast[0]);
                }
            }
        }, Timeout)));
        await writing.CancelAsync();
        await writer;
    }

    /// <summary>A cache of the table "feature" of <see cref="Database"/>, running.</summary>
    protected abstract Task<IFeatureCache> OpenAsync();

    protected static FeatureCounters Counters(string scope, string itemId, double value) => new()
    {
        Scope = scope,
        ItemId = itemId,
        AsOf = Noon.AddMicroseconds(value),
        Slow = [.. Enumerable.Range(0, FeatureCounters.Count).Select(i => value + i)],
        Fast = [.. Enumerable.Range(0, FeatureCounters.Count).Select(i => (value + i) / 2)],
    };

    /// <summary>As FeatureStore writes: all rows of a transaction with the next revision.</summary>
    protected async Task WriteAsync(params FeatureCounters[] rows)
    {
        await using var command = Database.DataSource.CreateCommand(
            """
            with next as (select nextval('feature_revision') as revision)
            insert into feature (scope, item_id, as_of, slow, fast, revision)
            select r.scope, r.item_id, $3, array(select r.value + i from generate_series(0, 9) i), array(select (r.value + i) / 2 from generate_series(0, 9) i), next.revision
            from unnest($1, $2, $4) as r (scope, item_id, value), next
            on conflict (scope, item_id) do update set as_of = excluded.as_of, slow = excluded.slow, fast = excluded.fast, revision = excluded.revision
            """);
        command.Parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Scope) });
        command.Parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.ItemId) });
        command.Parameters.Add(new() { Value = rows[0].AsOf.UtcDateTime });
        command.Parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Slow[0]) });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Timeout);
    }

    protected async Task<FeatureCounters?> GetAsync(IFeatureCache cache, string scope, string itemId)
    {
        var found = new FeatureCounters?[1];
        await cache.GetAsync([scope], [itemId], found, Timeout);
        return found[0];
    }

    protected async Task UntilAsync(IFeatureCache cache, string scope, string itemId, double value)
    {
        while ((await GetAsync(cache, scope, itemId))?.Slow[0] != value)
        {
            await Task.Delay(10, Timeout);
        }
    }

    private static void AssertSame(FeatureCounters? expected, FeatureCounters? actual)
    {
        if (expected is null)
        {
            Assert.Null(actual);
            return;
        }

        Assert.NotNull(actual);
        Assert.Equal((expected.Scope, expected.ItemId), (actual.Scope, actual.ItemId));
        Assert.Equal(expected.Slow, actual.Slow);
        Assert.Equal(expected.Fast, actual.Fast);
        Assert.Equal(TimeSpan.Zero, actual.AsOf.Offset);
        Assert.InRange(actual.AsOf, Noon, Noon.AddSeconds(1));
    }
}
