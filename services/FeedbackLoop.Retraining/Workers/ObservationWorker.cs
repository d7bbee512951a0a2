using FeedbackLoop.Retraining.Adapters;
using FeedbackLoop.Retraining.Drift;
using FeedbackLoop.Retraining.Experiments;
using FeedbackLoop.Retraining.Metrics;
using FeedbackLoop.Retraining.Propensity;
using FeedbackLoop.Retraining.Triggers;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FeedbackLoop.Retraining.Workers;

/// <summary>Watches: metrics, position bias, drift, the guard, the adapter, the experiment, the triggers, in this order, one replica at a time.</summary>
public sealed class ObservationWorker(
    NpgsqlDataSource dataSource, MetricWindows metrics, PositionBiasWatch positionBias, DriftWatch drift, PromotionGuard guard, ExperimentDirector director, AdapterWatch adapters,
    TriggerWatch triggers, TimeProvider time, IOptions<RetrainingOptions> options, ILogger<ObservationWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync("lock", StepAsync, stoppingToken);
            await Task.Delay(options.Value.Interval, time, stoppingToken);
        }
    }

    /// <summary>One round, unless another replica is at it.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        await using var turn = await ReplicaLock.TryTakeAsync(dataSource, ReplicaLock.Observation, cancellationToken);
        if (turn is null)
        {
            return;
        }

        await TryAsync("metrics", metrics.UpdateAsync, cancellationToken);
        await TryAsync("position bias", positionBias.StepAsync, cancellationToken);
        await TryAsync("drift", drift.StepAsync, cancellationToken);
        await TryAsync("guard", guard.StepAsync, cancellationToken);
        await TryAsync("adapter", adapters.StepAsync, cancellationToken);
        await TryAsync("experiment", director.StepAsync, cancellationToken);
        await TryAsync("triggers", triggers.StepAsync, cancellationToken);
    }

    /// <summary>One part that fails must not keep the others, least of all the guard, from their work.</summary>
    private async Task TryAsync(string part, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        try
        {
            using var activity = RetrainingTelemetry.Source.StartActivity(part);
            await step(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(failure, "The loop's step '{Part}' failed; it is tried again in {Interval}.", part, options.Value.Interval);
        }
    }
}
