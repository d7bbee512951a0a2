using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Data.Events;
using FeedbackLoop.FeatureStore.Following;
using FeedbackLoop.FeatureStore.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FeedbackLoop.FeatureStore.Endpoints;

/// <summary>What FeatureStore knows, and how to make it learn everything anew.</summary>
public static class FeatureEndpoints
{
    public static void MapFeatureEndpoints(this IEndpointRouteBuilder routes)
    {
        var features = routes.MapGroup("/api/features").WithTags("Features");
        features.MapGet("/status", GetStatusAsync).WithName("GetFeatureStoreStatus").WithSummary("How far the log is counted, and what came of it.");
        features.MapGet("/items/{itemId}", GetItemAsync).WithName("GetItemFeatures").WithSummary("The counters of one item: over all queries, by modality, by query.");
        features.MapPost("/rebuild", RebuildAsync).WithName("RebuildFeatures").RequireOperator()
            .WithSummary("Forgets all features and examples and counts the whole log again, which gives the same ones.");
    }

    private static async Task<Ok<FeatureStoreStatus>> GetStatusAsync(NpgsqlDataSource dataSource, IEventLog log, CancellationToken cancellationToken)
    {
        var positions = await ConsumerPosition.LoadAsync(dataSource, BatchCounter.Consumer, cancellationToken);
        var ends = await log.EndAsync(cancellationToken);
        return TypedResults.Ok(await StatusTable.LoadAsync(
            dataSource,
            position: positions.Values.Sum(),
            lag: ends.Sum(end => Math.Max(0, end.Value - positions.GetValueOrDefault(end.Key))),
            cancellationToken));
    }

    private static async Task<Results<Ok<IReadOnlyList<FeatureCounters>>, ProblemHttpResult>> GetItemAsync(
        string itemId, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (itemId.Length > 128 || itemId.Any(char.IsControl))
        {
            return TypedResults.Problem("itemId: at most 128 characters, none of them control characters.", statusCode: StatusCodes.Status400BadRequest);
        }

        return TypedResults.Ok<IReadOnlyList<FeatureCounters>>(await CounterTable.LoadItemAsync(dataSource, itemId, cancellationToken));
    }

    private static async Task<Accepted> RebuildAsync(NpgsqlDataSource dataSource, LogFollower follower, CancellationToken cancellationToken)
    {
        await Rebuild.StartAsync(dataSource, cancellationToken);
        follower.Restart();
        return TypedResults.Accepted("/api/features/status");
    }
}
