using FeedbackLoop.EventCollector.Tracking;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace FeedbackLoop.EventCollector.Endpoints;

/// <summary>The Segment HTTP Tracking API, with the short paths that analytics.js uses and the beacon path of RudderStack.</summary>
internal static class TrackingEndpoints
{
    private const string EventBody = "An event of the Segment spec, at most 32 KB; gzip is welcome.";
    private const string BatchBody = "{ batch: [event, ...], sentAt }: at most 2,500 events and 500 KB, each event with its type; gzip is welcome.";

    public static void MapTracking(this WebApplication app)
    {
        var tracking = app.MapGroup("").WithTags("Tracking");
        MapCall(tracking, CallType.Track, "/v1/track", "/v1/t").WithName("Track").WithSummary("One thing that a person did");
        MapCall(tracking, CallType.Page, "/v1/page", "/v1/p").WithName("Page").WithSummary("One page that a person saw");
        MapCall(tracking, CallType.Screen, "/v1/screen", "/v1/s").WithName("Screen").WithSummary("One screen of an app that a person saw");
        MapCall(tracking, CallType.Identify, "/v1/identify", "/v1/i").WithName("Identify").WithSummary("Who a person is");
        MapCall(tracking, CallType.Group, "/v1/group", "/v1/g").WithName("Group").WithSummary("What group a person belongs to");
        MapCall(tracking, CallType.Alias, "/v1/alias", "/v1/a").WithName("Alias").WithSummary("Two names of one person");
        MapCall(tracking, null, "/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch").WithName("Batch").WithSummary("Up to 2,500 events of any type");
    }

    /// <summary>Maps a call to its path and to other paths that mean the same. These are plain request delegates that routing runs at once: no middleware
    /// stands between the server and the parser on the paths that take tens of thousands of requests a second.</summary>
    private static IEndpointConventionBuilder MapCall(RouteGroupBuilder tracking, CallType? type, string path, params string[] samePaths)
    {
        var services = ((IEndpointRouteBuilder)tracking).ServiceProvider;
        var intake = services.GetRequiredService<TrackingIntake>();
        var cors = services.GetRequiredService<TrackingCors>();
        Task Accept(HttpContext context) => intake.AcceptAsync(context, type);
        foreach (var same in samePaths)
        {
            tracking.MapPost(same, Accept).ShortCircuit().ExcludeFromDescription();
        }

        foreach (var any in samePaths.Append(path))
        {
            tracking.MapMethods(any, [HttpMethods.Options], cors.AnswerPreflight).ShortCircuit().ExcludeFromDescription();
        }

        // A request delegate describes nothing by itself; the method and the types below make it part of the OpenAPI document.
        return tracking.MapPost(path, Accept)
            .ShortCircuit()
            .WithMetadata(((RequestDelegate)Accept).Method)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                // Told to the document alone: as metadata it would make routing refuse the content types that beacons and SDKs really send.
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Description = type is null ? BatchBody : EventBody,
                    Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = Body(), ["text/plain"] = Body() },
                };
                return Task.CompletedTask;
            })
            .WithDescription("The write key is the user name of Basic authentication, or 'writeKey' in query or body. 200 means that the events are durable.")
            .WithMetadata(
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(PartlyAccepted), ["application/json"]),
                Problem<HttpValidationProblemDetails>(StatusCodes.Status400BadRequest),
                Problem<ProblemDetails>(StatusCodes.Status401Unauthorized),
                Problem<HttpValidationProblemDetails>(StatusCodes.Status413PayloadTooLarge),
                Problem<ProblemDetails>(StatusCodes.Status415UnsupportedMediaType),
                Problem<ProblemDetails>(StatusCodes.Status429TooManyRequests),
                Problem<ProblemDetails>(StatusCodes.Status503ServiceUnavailable));
    }

    private static OpenApiMediaType Body() => new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } };

    private static ProducesResponseTypeMetadata Problem<T>(int status) => new(status, typeof(T), ["application/problem+json"]);
}
