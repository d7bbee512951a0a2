using System.Diagnostics.Metrics;
using System.Threading.Channels;
using FeedbackLoop.Data.Events;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>
/// Brings every SearchServed into the event log. A search hands its event over before its answer is written and waits a moment for the commit, so that a
/// click cannot overtake it; while the log is away answers go out on time, and the events wait here and are tried again until the log takes them.
/// When even the queue is full an event is dropped, counted and reported: feedback on that search will not be learned from.
/// </summary>
public sealed class ServedLog : BackgroundService
{
    private const int MaxBatch = 512;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    private readonly IEventLog _log;
    private readonly SearchOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ServedLog> _logger;
    private readonly Channel<Pending> _queue;
    private readonly Counter<long> _dropped;
    private long _droppedCount;
    private long _waiting;

    public ServedLog(IEventLog log, SearchOptions options, TimeProvider time, SearchTelemetry telemetry, ILogger<ServedLog> logger)
    {
        (_log, _options, _time, _logger) = (log, options, time, logger);
        _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(options.LogQueue) { SingleReader = true });
        _dropped = telemetry.Meter.CreateCounter<long>("feedbackloop.search.served.dropped", "{event}", "SearchServed events lost because the log was away too long");
        telemetry.Meter.CreateObservableGauge("feedbackloop.search.served.waiting", () => Waiting, "{event}", "SearchServed events that are not durable yet");
    }

    /// <summary>Events that are not durable yet.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Events lost since the process started.</summary>
    public long Dropped => Interlocked.Read(ref _droppedCount);

    /// <summary>Takes an event over and waits until it is durable, but not longer than <see cref="SearchOptions.LogWait"/>.</summary>
    /// <returns>True when it is durable.</returns>
    public async ValueTask<bool> AppendAsync(NewEvent served)
    {
        var pending = new Pending(served);
        if (!_queue.Writer.TryWrite(pending))
        {
            _dropped.Add(1);
            if (Interlocked.Increment(ref _droppedCount) is var lost && (lost & (lost - 1)) == 0)
            {
                _logger.LogError("The event log has been away for too long: {Dropped} searches are not remembered", lost);
            }

            return false;
        }

        Interlocked.Increment(ref _waiting);
        if (pending.Durable.IsCompleted)
        {
            return true;
        }

        await ((Task)pending.Durable).WaitAsync(_options.LogWait, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return pending.Durable.IsCompletedSuccessfully;
    }

    /// <summary>Stops taking events and brings in those that wait, as long as the host's shutdown allows.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (Waiting > 0)
        {
            _logger.LogError("{Waiting} searches could not be remembered before the end", Waiting);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Searches should not run on the thread that started the host.
        await Task.Yield();
        var batch = new List<Pending>();
        var events = new List<NewEvent>();
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
                events.Add(pending.Event);
            }

            if (!await CommitAsync(events, stoppingToken))
            {
                return;
            }

            Interlocked.Add(ref _waiting, -batch.Count);
            foreach (var pending in batch)
            {
                pending.Done();
            }

            batch.Clear();
            events.Clear();
        }
    }

    private async Task<bool> CommitAsync(List<NewEvent> events, CancellationToken stoppingToken)
    {
        for (var wait = FirstRetry; ; wait = wait * 2 < LastRetry ? wait * 2 : LastRetry)
        {
            try
            {
                await _log.AppendAsync(events, CancellationToken.None);
                return true;
            }
            catch (EventLogUnavailableException exception)
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return false;
                }

                if (wait == FirstRetry)
                {
                    _logger.LogWarning(exception, "The event log is away; searches are remembered when it is back");
                }
            }

            await Task.Delay(wait, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Pending(NewEvent served)
    {
        private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public NewEvent Event { get; } = served;

        public Task Durable => _durable.Task;

        public void Done() => _durable.TrySetResult();
    }
}
