using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Data.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace FeedbackLoop.Data.Tests.Features;

/// <summary>A cache that fails is left alone for a while; answers stay right.</summary>
public sealed class FallbackFeatureCacheTests
{
    private readonly Clock _clock = new();
    private readonly Source _cache = new("cache");
    private readonly Source _table = new("table");
    private readonly FallbackFeatureCache _both;

    public FallbackFeatureCacheTests() =>
        _both = new(_cache, _table, new FeatureCacheOptions { BreakDuration = TimeSpan.FromSeconds(5) }, _clock, NullLogger<FallbackFeatureCache>.Instance);

    [Fact]
    public async Task Answers_are_the_caches_while_it_answers()
    {
        Assert.Equal("cache", await AskAsync());
        Assert.Equal(0, _table.Asked);
    }

    [Fact]
    public async Task After_three_failures_the_cache_is_not_asked_until_the_break_is_over_and_then_by_one_search()
    {
        _cache.IsAway = true;
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("table", await AskAsync());
        }

        Assert.Equal(3, _cache.Asked);
        _clock.Now += TimeSpan.FromSeconds(5);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("table", await AskAsync());
        }

        Assert.Equal(4, _cache.Asked);
        _cache.IsAway = false;
        Assert.Equal("table", await AskAsync());
        _clock.Now += TimeSpan.FromSeconds(5);
        Assert.Equal("cache", await AskAsync());
        Assert.Equal("cache", await AskAsync());
    }

    [Fact]
    public async Task Single_failures_open_nothing()
    {
        for (var i = 0; i < 10; i++)
        {
            _cache.IsAway = i % 3 != 0;
            await AskAsync();
        }

        Assert.Equal(10, _cache.Asked);
    }

    [Fact]
    public async Task With_both_away_nothing_is_known_and_nothing_fails()
    {
        (_cache.IsAway, _table.IsAway) = (true, true);
        Assert.Null(await AskAsync());
        _table.IsAway = false;
        Assert.Equal("table", await AskAsync());
    }

    [Fact]
    public async Task Who_gives_up_is_not_the_caches_failure()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _both.GetAsync([""], ["a"], new FeatureCounters?[1], cancelled.Token));
        }

        Assert.Equal("cache", await AskAsync());
    }

    /// <summary>Who answered.</summary>
    private async Task<string?> AskAsync()
    {
        var found = new FeatureCounters?[] { Source.Answer("left over") };
        await _both.GetAsync([""], ["a"], found, TestContext.Current.CancellationToken);
        return found[0]?.ItemId;
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromSeconds(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class Source(string name) : IFeatureCache
    {
        public bool IsAway { get; set; }

        public int Asked { get; private set; }

        public static FeatureCounters Answer(string name) => new() { Scope = "", ItemId = name, AsOf = default, Slow = [], Fast = [] };

        public ValueTask GetAsync(
            IReadOnlyList<string> scopes, IReadOnlyList<string> itemIds, Memory<FeatureCounters?> found, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Asked++;
            if (IsAway)
            {
                throw new TimeoutException(name);
            }

            found.Span[0] = Answer(name);
            return ValueTask.CompletedTask;
        }
    }
}
