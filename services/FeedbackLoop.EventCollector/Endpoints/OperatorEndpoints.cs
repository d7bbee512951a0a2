using FeedbackLoop.Contracts.Events;
using FeedbackLoop.EventCollector.Refused;
using FeedbackLoop.EventCollector.Status;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace FeedbackLoop.EventCollector.Endpoints;

internal static class OperatorEndpoints
{
    private const int MostRefused = 500;

    public static void MapOperators(this WebApplication app)
    {
        var events = app.MapGroup("/api/events").WithTags("Events");
        events.MapGet("/status", GetStatus).WithName("GetStatus").WithSummary("How many events were kept, repeated and refused");
        events.MapGet("/refused", GetRefusedAsync).WithName("GetRefused").WithSummary("Refused events with field and reason, newest first").RequireOperator();
    }

    private static Ok<CollectorStatus> GetStatus(CollectorCounters counters) => TypedResults.Ok(counters.Read());

    private static async Task<Results<Ok<List<RefusedEvent>>, ValidationProblem, ProblemHttpResult>> GetRefusedAsync(
        RefusedEvents refused, CancellationToken cancellationToken, [FromQuery] int take = 50, [FromQuery] long? before = null)
    {
        if (take is < 1 or > MostRefused)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["take"] = [$"has to be from 1 to {MostRefused}."] });
        }

        try
        {
            return TypedResults.Ok(await refused.ListAsync(take, before, cancellationToken));
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
        {
            return TypedResults.Problem("The database does not answer.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
