using FeedbackLoop.SearchApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FeedbackLoop.SearchApi.Endpoints;

/// <summary>Turns what cannot be answered into problem details.</summary>
public static class SearchProblems
{
    public static ValidationProblem Invalid(string field, string reason) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [reason] }, title: "The request cannot be answered as it is.", detail: $"{field}: {reason}.");

    public static ProblemHttpResult NotFound(string what) =>
        TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, title: "Not found.", detail: what);

    /// <summary>Applied to every route of search: what handlers throw about a query becomes its answer.</summary>
    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (InvalidSearchException invalid)
        {
            return Invalid(invalid.Field, invalid.Reason);
        }
        catch (SearchUnavailableException unavailable)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not available now.", detail: unavailable.Message);
        }
        catch (NpgsqlException away) when (away.IsTransient)
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not available now.", detail: "The database does not answer. Try again in a moment.");
        }
    }
}
