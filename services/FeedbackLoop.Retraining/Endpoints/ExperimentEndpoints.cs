using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Retraining.Experiments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.Retraining.Endpoints;

/// <summary>Experiments of challengers against the champion.</summary>
public static class ExperimentEndpoints
{
    public static void MapExperimentEndpoints(this IEndpointRouteBuilder routes)
    {
        var experiments = routes.MapGroup("/api/experiments").WithTags("Experiments").RequirePublicRateLimit();
        experiments.MapGet("", ListAsync).WithName("ListExperiments").ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Experiments with all their looks, newest first.");
        experiments.MapGet("/{id:long}", GetAsync).WithName("GetExperiment").ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("One experiment with all its looks.");
        experiments.MapPost("/{id:long}/stop", StopAsync).WithName("StopExperiment").RequireOperator()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Ends a running experiment; the champion stays.");
    }

    private static async Task<Results<Ok<IReadOnlyList<Experiment>>, ProblemHttpResult>> ListAsync(
        ExperimentStore experiments, int? take, CancellationToken cancellationToken) =>
        take is < 1 or > 1000
            ? Problems.BadRequest("take", "must be between 1 and 1000")
            : TypedResults.Ok(await experiments.ListAsync(take ?? 50, cancellationToken));

    private static async Task<Results<Ok<Experiment>, ProblemHttpResult>> GetAsync(long id, ExperimentStore experiments, CancellationToken cancellationToken) =>
        await experiments.FindAsync(id, cancellationToken) is { } experiment ? TypedResults.Ok(experiment) : Problems.NotFound($"experiment {id}");

    private static async Task<Results<Ok<Experiment>, ProblemHttpResult>> StopAsync(
        long id, ExperimentStore experiments, Deployments deployments, TimeProvider time, [FromBody] OperatorDecision? decision,
        CancellationToken cancellationToken)
    {
        if (Problems.CheckReason(decision?.Reason) is { } problem)
        {
            return problem;
        }

        if (await experiments.FindAsync(id, cancellationToken) is null)
        {
            return Problems.NotFound($"experiment {id}");
        }

        try
        {
            await deployments.EndExperimentAsync(
                id, ExperimentState.Stopped, ModelStatus.Retired, decision?.Reason ?? "An operator stopped it.", time.GetUtcNow(), cancellationToken);
        }
        catch (RegistryConflictException conflict)
        {
            return Problems.Conflict(conflict.Message);
        }

        return TypedResults.Ok((await experiments.FindAsync(id, cancellationToken))!);
    }
}
