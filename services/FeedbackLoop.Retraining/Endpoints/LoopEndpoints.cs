using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retraining.Adapters;
using FeedbackLoop.Retraining.Drift;
using FeedbackLoop.Retraining.Experiments;
using FeedbackLoop.Retraining.Metrics;
using FeedbackLoop.Retraining.Propensity;
using FeedbackLoop.Retraining.Runs;
using FeedbackLoop.Retraining.Triggers;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FeedbackLoop.Retraining.Endpoints;

/// <summary>How the loop stands. These answers hold sums and decisions, nothing of a person, so they are open; whatever changes the loop is not.</summary>
public static class LoopEndpoints
{
    public static void MapLoopEndpoints(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").WithTags("Loop").RequirePublicRateLimit();
        api.MapGet("/loop", GetLoopAsync).WithName("GetLoop").WithSummary("The loop at a glance: champion, challenger, counts, what the triggers say.");
        api.MapGet("/metrics", GetMetricsAsync).WithName("GetMetrics").ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Metrics per window, oldest first. modality and cohort: a value, 'all' (their sum, the default) or 'each'.");
        api.MapGet("/drift", GetDriftAsync).WithName("GetDrift").ProducesProblem(StatusCodes.Status400BadRequest).WithSummary("Drift tests, newest first.");
        api.MapGet("/position-bias", GetPositionBiasAsync).WithName("GetPositionBias").WithSummary("Estimated examination propensities by modality and position.");
    }

    private static async Task<Ok<LoopStatus>> GetLoopAsync(
        NpgsqlDataSource dataSource, Deployments deployments, TriggerWatch triggers, AdapterWatch adapters, RunStore runs, ExperimentStore experiments,
        CancellationToken cancellationToken)
    {
        var deployed = await deployments.ReadAsync(ModelKind.Ranker, cancellationToken);
        var running = await experiments.RunningAsync(cancellationToken);
        var (facts, sentences) = await triggers.ExplainAsync(cancellationToken);
        var recent = await runs.ListAsync(5, cancellationToken);
        await using var command = dataSource.CreateCommand(
            """
            select (select count(*) from training_example), (select count(*) from training_run),
                (select count(*) from deployment_change where kind in ('ranker', 'query-adapter') and action = 'promote'),
                (select count(*) from deployment_change where kind in ('ranker', 'query-adapter') and action = 'roll-back')
                    + (select count(*) from experiment where state = 'rolled-back')
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return TypedResults.Ok(new LoopStatus
        {
            Champion = deployed.Champion ?? "none",
            Challenger = running?.Challenger,
            Adapter = (await deployments.ReadAsync(ModelKind.QueryAdapter, cancellationToken)).Champion ?? ModelKind.NoAdapter,
            Searches = reader.GetInt64(0),
            Examples = facts.Examples,
            ExamplesSinceLastRun = facts.ExamplesSinceLastRun,
            Runs = reader.GetInt64(1),
            Promotions = reader.GetInt64(2),
            RollBacks = reader.GetInt64(3),
            CurrentRun = recent.FirstOrDefault(run => run.State is RunState.Running or RunState.Queued),
            CurrentExperiment = running,
            Triggers = [.. sentences, .. await adapters.ExplainAsync(cancellationToken)],
        });
    }

    private static async Task<Results<Ok<IReadOnlyList<MetricWindow>>, ProblemHttpResult>> GetMetricsAsync(
        MetricWindows windows, TimeProvider time, DateTimeOffset? from, DateTimeOffset? to, string? modality, string? cohort,
        CancellationToken cancellationToken)
    {
        var end = to ?? time.GetUtcNow().AddDays(1);
        var start = from ?? end.AddDays(-31);
        if (start >= end)
        {
            return Problems.BadRequest("from", "must be before to");
        }

        return TypedResults.Ok(await windows.ReadAsync(start, end, Filter(modality), Filter(cohort), cancellationToken));
    }

    private static async Task<Results<Ok<IReadOnlyList<DriftTest>>, ProblemHttpResult>> GetDriftAsync(
        DriftStore drift, int? take, CancellationToken cancellationToken) =>
        take is < 1 or > 10_000
            ? Problems.BadRequest("take", "must be between 1 and 10000")
            : TypedResults.Ok(await drift.ListAsync(take ?? 500, cancellationToken));

    private static async Task<Ok<IReadOnlyList<PositionBias>>> GetPositionBiasAsync(PositionBiasStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(await store.ListAsync(cancellationToken));

    private static string? Filter(string? value) => value == "each" ? null : string.IsNullOrEmpty(value) ? MetricWindows.All : value;
}
