using FeedbackLoop.Data.Events;
using Npgsql;

namespace FeedbackLoop.FeatureStore.Following;

/// <summary>Follows the event log from the committed position, batch by batch. After a failure it starts again from what was committed.</summary>
public sealed class LogFollower(
    IEventLog log, NpgsqlDataSource dataSource, BatchCounter counter, FeatureStoreOptions options, TimeProvider time, ILogger<LogFollower> logger)
    : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private CancellationTokenSource _restart = new();

    /// <summary>Lets the follower begin again from the stored position; used after that position was changed.</summary>
    public void Restart() => _restart.Cancel();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.Zero;
        while (!stoppingToken.IsCancellationRequested)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _restart.Token);
            try
            {
                var stored = (CancellationToken token) => ConsumerPosition.LoadAsync(dataSource, BatchCounter.Consumer, token);
                await foreach (var batch in log.FollowAsync(stored, options.BatchSize, either.Token))
                {
                    await counter.CountAsync(batch, either.Token);
                    pause = TimeSpan.Zero;
                }
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                _restart = new CancellationTokenSource();
            }
            catch (Exception failure)
            {
                pause = pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(200) : pause * 2 < LongestPause ? pause * 2 : LongestPause;
                logger.LogWarning(failure, "Counting events failed; it goes on from the last commit in {Pause}.", pause);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
