using System.Collections.Concurrent;
using System.Diagnostics;
using Aspire.Hosting.Testing;
using FeedbackLoop.Contracts.Search;

namespace FeedbackLoop.AppHost.Tests.WholeSystem;

/// <summary>kill -9 under load: what was acknowledged is there, and counts once.</summary>
public class CrashTests
{
    [Theory]
    [InlineData("event-collector")]
    [InlineData("feature-store")]
    [InlineData("postgres")]
    public async Task No_acknowledged_event_is_missing_or_counted_twice(string victim)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(4));
        await using var shop = await RunningShop.StartAsync(timeout.Token, ("feature-store", "Features__CloseAfter", "00:10:00"));

        // Every person searches once; each click is on a result of its own, so that each acknowledged click is one more in the counters.
        var searches = new List<(string Person, SearchResponse Answer)>();
        for (var i = 0; i < 40; i++)
        {
            var person = $"person-{i}";
            searches.Add((person, await shop.SearchAsync(i % 2 == 0 ? "red" : "blue", person, timeout.Token)));
        }

        Assert.All(searches, s => Assert.NotEmpty(s.Answer.Results));
        await shop.CaughtUpAsync(timeout.Token);

        var acknowledged = new ConcurrentBag<string>();
        var clicks = searches.SelectMany(s => s.Answer.Results.Select(r => (s.Person, s.Answer.SearchId, Result: r))).ToList();
        var load = Parallel.ForEachAsync(Enumerable.Range(0, clicks.Count), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = timeout.Token },
            async (i, token) =>
            {
                // As an SDK does: the same message again until it is acknowledged; others of no search in between make it a load.
                var (person, searchId, result) = clicks[i];
                var id = $"click-{i}";
                var events = Enumerable.Range(0, 20)
                    .Select(n => (object)new { type = "page", messageId = $"page-{i}-{n}", anonymousId = person, name = "Home" })
                    .Append(RunningShop.Clicked(person, searchId, result, id)).ToList();
                for (var watch = Stopwatch.StartNew(); !await shop.SendAsync(events, token); await Task.Delay(50, token))
                {
                    Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "The collector did not come back.");
                }

                acknowledged.Add(id);
            });

        for (var kills = 0; kills < 3; kills++)
        {
            var before = acknowledged.Count;
            while (acknowledged.Count < Math.Min(clicks.Count, before + 40) && !load.IsCompleted)
            {
                await Task.Delay(10, timeout.Token);
            }

            await shop.App.KillAsync(victim, timeout.Token);
            await shop.App.ResourceNotifications.WaitForResourceHealthyAsync(victim, timeout.Token);
        }

        await load;
        await shop.CaughtUpAsync(timeout.Token);

        Assert.Equal(clicks.Count, acknowledged.Count);
        Assert.Equal(clicks.Count, await shop.ScalarAsync<long>("select count(distinct message_id) from event_log where message_id like 'click-%'", timeout.Token));
        Assert.Equal(clicks.Count, await shop.ScalarAsync<long>("select count(*) from event_log where message_id like 'click-%'", timeout.Token));
        Assert.Equal(clicks.Count * 20L, await shop.ScalarAsync<long>("select count(*) from event_log where message_id like 'page-%'", timeout.Token));
        Assert.Equal(clicks.Count, await shop.ScalarAsync<long>(
            "select sum(cardinality(array_remove(click_at, null))) from served_search", timeout.Token));

        // Counters decay by the second, so a sum of 400 fresh clicks is a little under 400; a click counted twice would be over.
        Assert.InRange(await shop.ScalarAsync<double>("select sum(slow[3]) from feature where scope = ''", timeout.Token), clicks.Count - 0.5, clicks.Count + 0.001);
    }
}
