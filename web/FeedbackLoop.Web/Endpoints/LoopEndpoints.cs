using FeedbackLoop.Web.Backend;
using FeedbackLoop.Web.Loop;

namespace FeedbackLoop.Web.Endpoints;

/// <summary>The buttons of the loop's page.</summary>
public static class LoopEndpoints
{
    public static void MapLoop(this IEndpointRouteBuilder app)
    {
        // See AskingEndpoints on form tokens.
        var loop = app.MapGroup("/loop").RequireAuthorization().DisableAntiforgery().RequirePublicRateLimit();
        loop.MapPost("/runs", Retrain).WithName("Retrain").WithSummary("Starts a training run.");
        loop.MapPost("/rollback", RollBack).WithName("RollBack").WithSummary("Puts the champion before this one back in its place.");
        loop.MapPost("/models/{version}/promote", Promote).WithName("Promote").WithSummary("Makes a model the champion.");
        loop.MapPost("/experiments/{id:long}/stop", Stop).WithName("StopExperiment").WithSummary("Ends an experiment; the champion stays.");
    }

    private static async Task<IResult> Retrain(string? kind, LoopOperations operations, HttpContext context, CancellationToken ct) =>
        Tell(context, "The training run is queued.", await operations.RetrainAsync(kind, ct));

    private static async Task<IResult> RollBack(string? kind, LoopOperations operations, HttpContext context, CancellationToken ct) =>
        Tell(context, "The champion before is back.", await operations.RollBackAsync(kind, ct));

    private static async Task<IResult> Promote(string version, LoopOperations operations, HttpContext context, CancellationToken ct) =>
        Tell(context, $"{version} is the champion now.", await operations.PromoteAsync(version, ct));

    private static async Task<IResult> Stop(long id, LoopOperations operations, HttpContext context, CancellationToken ct) =>
        Tell(context, $"Experiment {id} is stopped.", await operations.StopExperimentAsync(id, ct));

    private static IResult Tell(HttpContext context, string done, Problem? problem)
    {
        var fromScript = context.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase);
        if (!fromScript) return new SeeOther(problem is null ? "/loop?said=done" : "/loop?said=failed");
        return problem is null
            ? TypedResults.Ok(new OperationAnswer(done))
            : TypedResults.Problem(problem.Detail, title: problem.Title, statusCode: problem.Status);
    }

    private sealed record OperationAnswer(string Message);
}
