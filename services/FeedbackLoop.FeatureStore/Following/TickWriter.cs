using System.Text.Json;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Data.Events;
using Npgsql;

namespace FeedbackLoop.FeatureStore.Following;

/// <summary>Lets time pass in an idle log: when a search is due to be closed and no event says so, a tick is appended.
/// Because the tick is in the log, a rebuild closes the same searches at the same places.</summary>
public sealed class TickWriter(IEventLog log, NpgsqlDataSource dataSource, FeatureStoreOptions options, TimeProvider time, ILogger<TickWriter> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.TickInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await IsDueAsync(stoppingToken))
                {
                    var now = time.GetUtcNow();
                    await log.AppendAsync([Tick(now)], stoppingToken);
                }
            }
            catch (Exception failure) when (failure is NpgsqlException or EventLogUnavailableException)
            {
                logger.LogWarning("The log takes no tick at the moment: {Reason}", failure.Message);
            }
        }
    }

    private async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select exists (select from served_search where last_event_at <= $1)");
        command.Parameters.Add(new() { Value = (time.GetUtcNow() - options.CloseAfter).UtcDateTime });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NewEvent Tick(DateTimeOffset now) => new()
    {
        MessageId = $"tick-{Guid.CreateVersion7(now)}",
        Name = EventNames.Tick,
        OccurredAt = now,
        ReceivedAt = now,
        Payload = JsonSerializer.SerializeToUtf8Bytes(new { now }, JsonSerializerOptions.Web),
    };
}
