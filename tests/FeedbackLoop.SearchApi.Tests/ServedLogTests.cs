using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using FeedbackLoop.Data.Events;
using FeedbackLoop.SearchApi.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FeedbackLoop.SearchApi.Tests;

public class ServedLogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_waits_for_the_log_only_so_long_and_nothing_is_lost()
    {
        var log = new FlakyLog { IsAway = true };
        using var served = Create(log, new() { LogWait = TimeSpan.FromMilliseconds(20) });
        await served.StartAsync(Cancel);

        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 5; i++)
        {
            Assert.False(await served.AppendAsync(Event(i)));
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
        Assert.Equal(5, served.Waiting);
        log.IsAway = false;
        await TestShop.UntilAsync(() => Task.FromResult(served.Waiting == 0));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"m{i}"), log.Stored.Select(e => e.MessageId));
        await served.StopAsync(Cancel);
    }

    [Fact]
    public async Task What_is_durable_is_told_so_and_commits_are_shared()
    {
        var log = new FlakyLog();
        using var served = Create(log, new() { LogWait = TimeSpan.FromSeconds(30) });
        await served.StartAsync(Cancel);

        var durable = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => served.AppendAsync(Event(i)).AsTask()));

        Assert.All(durable, Assert.True);
        Assert.Equal(200, log.Stored.Count);
        Assert.True(log.Commits < 200, $"{log.Commits} commits");
        await served.StopAsync(Cancel);
    }

    [Fact]
    public async Task When_the_queue_is_full_what_is_lost_is_counted()
    {
        var log = new FlakyLog { IsAway = true };
        using var served = Create(log, new() { LogWait = TimeSpan.Zero, LogQueue = 10 });

        for (var i = 0; i < 25; i++)
        {
            await served.AppendAsync(Event(i)); // nobody reads yet
        }

        Assert.Equal((10, 15), (served.Waiting, served.Dropped));
    }

    [Fact]
    public async Task What_waits_is_brought_in_before_the_end()
    {
        var log = new FlakyLog { Delay = TimeSpan.FromMilliseconds(50) };
        using var served = Create(log, new() { LogWait = TimeSpan.Zero });
        await served.StartAsync(Cancel);
        for (var i = 0; i < 20; i++)
        {
            await served.AppendAsync(Event(i));
        }

        await served.StopAsync(Cancel);

        Assert.Equal(20, log.Stored.Count);
    }

    private static ServedLog Create(IEventLog log, SearchOptions options)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        return new(log, options, TimeProvider.System, new SearchTelemetry(meters), NullLogger<ServedLog>.Instance);
    }

    private static NewEvent Event(int i) => new() { MessageId = $"m{i}", Name = "Search Served", OccurredAt = default, ReceivedAt = default, Payload = "{}"u8.ToArray() };

    private sealed class FlakyLog : IEventLog
    {
        public volatile bool IsAway;

        public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(1);

        public List<NewEvent> Stored { get; } = [];

        public int Commits { get; private set; }

        public async Task<int> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Delay, cancellationToken);
            if (IsAway)
            {
                throw new EventLogUnavailableException("away");
            }

            Stored.AddRange(events);
            Commits++;
            return events.Count;
        }

        public async IAsyncEnumerable<EventBatch> ReadAsync(
            IReadOnlyDictionary<int, long> after, int maxBatch, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }

        public Task<IReadOnlyDictionary<int, long>> EndAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<long> EraseAsync(string personId, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
