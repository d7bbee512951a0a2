using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FeedbackLoop.Data.Events;
using FeedbackLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.EventCollector.Tests;

/// <summary>Acknowledged means durable, and counted once, whatever is killed when.</summary>
public sealed class CrashTests : IAsyncDisposable
{
    private const int Senders = 24;
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(180));
    private readonly ConcurrentDictionary<string, int> _acknowledged = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private volatile bool _sending = true;

    [Fact]
    public async Task No_acknowledged_event_is_lost_or_kept_twice_when_collector_and_PostgreSQL_are_killed_under_load()
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true, _timeout.Token);
        await using var database = await postgres.AddDatabaseAsync();
        await using var collector = await CollectorProcess.StartAsync(database, _timeout.Token);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(CollectorFactory.WriteKey + ":")));

        using var following = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token);
        var followed = new ConcurrentQueue<string>();
        var follower = Task.Run(() => FollowAsync(database, followed, following.Token), _timeout.Token);
        var senders = Enumerable.Range(0, Senders).Select(i => Task.Run(() => SendAsync(collector.Url, i), _timeout.Token)).ToList();

        await AcknowledgedAsync(500);
        collector.Kill();
        await collector.StartAgainAsync(_timeout.Token);
        await AcknowledgedAsync(500);
        postgres.Kill();
        await postgres.StartAgainAsync(_timeout.Token);
        await AcknowledgedAsync(500);
        collector.Kill();
        postgres.Kill();
        await postgres.StartAgainAsync(_timeout.Token);
        await collector.StartAgainAsync(_timeout.Token);
        await AcknowledgedAsync(500);
        _sending = false;
        await Task.WhenAll(senders);

        var rows = (await LoggedRow.FindAsync(database.DataSource, "", _timeout.Token)).ConvertAll(row => row.MessageId);
        Assert.Empty(_acknowledged.Keys.Except(rows));
        Assert.Equal(rows.Count, rows.Distinct().Count());

        // Who follows the log through all of that sees the same, in the same order.
        while (followed.Count < rows.Count)
        {
            await Task.Delay(20, _timeout.Token);
        }

        Assert.Equal(rows, followed);
        await following.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follower);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _timeout.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends as an SDK does: what is not acknowledged is sent again under the same message ids.</summary>
    private async Task SendAsync(Uri collector, int sender)
    {
        for (var n = 0; _sending; n++)
        {
            string[] ids = [.. Enumerable.Range(0, sender % 4 == 0 ? 20 : 1).Select(i => $"{sender}-{n}-{i}")];
            var events = ids.Select(id => $$$"""{"type":"track","event":"Product Clicked","userId":"{{{sender}}}","messageId":"{{{id}}}","properties":{"product_id":"p"}}""");
            var (path, body) = ids.Length == 1 ? ("/v1/track", events.Single()) : ("/v1/batch", $$"""{"batch":[{{string.Join(',', events)}}]}""");
            while (!await IsAcknowledgedAsync(new Uri(collector, path), body))
            {
                await Task.Delay(20, _timeout.Token);
            }

            foreach (var id in ids)
            {
                _acknowledged[id] = sender;
            }
        }
    }

    private async Task<bool> IsAcknowledgedAsync(Uri url, string body)
    {
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _client.PostAsync(url, content, _timeout.Token);
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, response.StatusCode.ToString());
            Assert.True(response.IsSuccessStatusCode || response.Headers.RetryAfter is not null);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // nobody there, or gone before answering
        }
    }

    private async Task AcknowledgedAsync(int more)
    {
        var goal = _acknowledged.Count + more;
        while (_acknowledged.Count < goal)
        {
            await Task.Delay(5, _timeout.Token);
        }
    }

    private static async Task FollowAsync(TestDatabase database, ConcurrentQueue<string> seen, CancellationToken cancellationToken)
    {
        await using var log = new PostgresEventLog(
            database.DataSource, Options.Create(new EventLogOptions()), TimeProvider.System, NullLogger<PostgresEventLog>.Instance);
        await foreach (var batch in log.ReadAsync(new Dictionary<int, long>(), 500, cancellationToken))
        {
            foreach (var logged in batch.Events)
            {
                seen.Enqueue(logged.MessageId);
            }
        }
    }
}
