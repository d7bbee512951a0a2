using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Data.Events;
using FeedbackLoop.FeatureStore.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FeedbackLoop.FeatureStore.Endpoints;

/// <summary>A person can be forgotten.</summary>
public static class PeopleEndpoints
{
    public static void MapPeopleEndpoints(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/people/{personId}", ForgetAsync).WithTags("People").WithName("ForgetPerson").RequireOperator()
            .WithSummary("Erases a person's events, searches and examples, and says which models had learned from them.");

    private static async Task<Results<Ok<ForgottenPerson>, ProblemHttpResult>> ForgetAsync(
        string personId, IEventLog log, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (personId.Length > 128 || personId.Any(char.IsControl))
        {
            return TypedResults.Problem("personId: at most 128 characters, none of them control characters.", statusCode: StatusCodes.Status400BadRequest);
        }

        // The log first: should the rest fail, the call is repeated and nothing can be counted again from what is gone.
        var events = await log.EraseAsync(personId, cancellationToken);
        return TypedResults.Ok(await PersonErasure.EraseAsync(dataSource, personId, events, cancellationToken));
    }
}
