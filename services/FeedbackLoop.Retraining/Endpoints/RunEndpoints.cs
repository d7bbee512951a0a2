using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retraining.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.Retraining.Endpoints;

/// <summary>Training runs.</summary>
public static class RunEndpoints
{
    public static void MapRunEndpoints(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/runs").WithTags("Runs").RequirePublicRateLimit();
        runs.MapGet("", ListAsync).WithName("ListRuns").ProducesProblem(StatusCodes.Status400BadRequest).WithSummary("Training runs, newest first.");
        runs.MapGet("/{id:long}", GetAsync).WithName("GetRun").ProducesProblem(StatusCodes.Status404NotFound).WithSummary("One training run with its progress.");
        runs.MapPost("", RetrainAsync).WithName("Retrain").RequireOperator()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Queues a training run now, whatever the triggers say.");
    }

    private static async Task<Results<Ok<IReadOnlyList<TrainingRun>>, ProblemHttpResult>> ListAsync(
        RunStore runs, int? take, CancellationToken cancellationToken) =>
        take is < 1 or > 1000
            ? Problems.BadRequest("take", "must be between 1 and 1000")
            : TypedResults.Ok(await runs.ListAsync(take ?? 50, cancellationToken));

    private static async Task<Results<Ok<TrainingRun>, ProblemHttpResult>> GetAsync(long id, RunStore runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(id, cancellationToken) is { } run ? TypedResults.Ok(run) : Problems.NotFound($"run {id}");

    private static async Task<Results<Accepted<TrainingRun>, ProblemHttpResult>> RetrainAsync(
        RunStore runs, RankerTrainers trainers, RunSignal signal, TimeProvider time, [FromBody] RetrainRequest? request, CancellationToken cancellationToken)
    {
        if (Problems.CheckReason(request?.Reason) is { } problem)
        {
            return problem;
        }

        if (request?.Kind is not (null or ModelKind.Ranker or ModelKind.QueryAdapter))
        {
            return Problems.BadRequest("kind", "must be ranker or query-adapter");
        }

        if (request?.Trainer is { } trainer && (request.Kind == ModelKind.QueryAdapter || trainers.Find(trainer) is null))
        {
            return Problems.BadRequest("trainer", request.Kind == ModelKind.QueryAdapter ? "is chosen for rankers only" : trainers.HowToGet(trainer));
        }

        var (queued, pending) = await runs.QueueAsync(
            "manual", request?.Reason ?? "An operator asked for it.", request?.Trainer, time.GetUtcNow(), cancellationToken, request?.Kind ?? ModelKind.Ranker);
        if (queued is not { } id)
        {
            return Problems.Conflict($"Run {pending} is queued or under way; one at a time.");
        }

        signal.Set();
        return TypedResults.Accepted($"/api/runs/{id}", await runs.FindAsync(id, cancellationToken));
    }
}
