using Npgsql;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>Keeps something in memory as the database has it: looks again and again, and serves what it last knew while the database is away.</summary>
public abstract class Follower(SearchOptions options, TimeProvider time, ILogger logger) : BackgroundService
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _failing;

    protected SearchOptions Options { get; } = options;

    /// <summary>Completes when the database was read for the first time.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Reads what changed.</summary>
    /// <returns>How long to wait before looking again; null for the configured interval.</returns>
    protected abstract Task<TimeSpan?> FollowAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan? wait = null;
            try
            {
                wait = await FollowAsync(stoppingToken);
                _failing = false;
                _ready.TrySetResult();
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException or IOException)
            {
                if (!_failing)
                {
                    logger.LogWarning(exception, "{Follower} cannot read the database; what it last knew is served on", GetType().Name);
                }

                _failing = true;
            }

            await Task.Delay(wait ?? Options.PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
