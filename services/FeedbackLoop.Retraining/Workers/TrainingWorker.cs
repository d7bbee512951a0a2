using FeedbackLoop.Retraining.Runs;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FeedbackLoop.Retraining.Workers;

/// <summary>Executes queued runs, one at a time over all replicas; picks up those that a dead process left.</summary>
public sealed class TrainingWorker(
    NpgsqlDataSource dataSource, RunStore runs, RunExecutor executor, RunSignal signal, TimeProvider time, IOptions<RetrainingOptions> options,
    ILogger<TrainingWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StepAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(failure, "Training runs could not be worked on; it is tried again in {Interval}.", options.Value.Interval);
            }

            await signal.WaitAsync(options.Value.Interval, time, stoppingToken);
        }
    }

    /// <summary>Works through the queue, unless another replica is at it.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        await using var turn = await ReplicaLock.TryTakeAsync(dataSource, ReplicaLock.Training, cancellationToken);
        if (turn is null)
        {
            return;
        }

        var cut = await runs.RecoverAsync(options.Value.Training.MaxAttempts, time.GetUtcNow(), cancellationToken);
        if (cut > 0)
        {
            logger.LogWarning("{Count} run(s) had been cut short.", cut);
        }

        while (await runs.ClaimAsync(time.GetUtcNow(), cancellationToken) is { } run)
        {
            using var activity = RetrainingTelemetry.Source.StartActivity("training run");
            activity?.SetTag("feedbackloop.run.id", run.Id);
            activity?.SetTag("feedbackloop.run.trigger", run.Trigger);
            await executor.ExecuteAsync(run, cancellationToken);
        }
    }
}
