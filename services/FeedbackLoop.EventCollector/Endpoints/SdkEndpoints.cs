using System.Text.Json;
using FeedbackLoop.EventCollector.Tracking;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FeedbackLoop.EventCollector.Endpoints;

/// <summary>What browser SDKs ask for before they send: which destinations there are. Here there is one, the collector itself.</summary>
internal static class SdkEndpoints
{
    public static void MapSdks(this WebApplication app)
    {
        var sdks = app.MapGroup("").WithTags("SDKs").RequirePublicRateLimit();
        var cors = app.Services.GetRequiredService<TrackingCors>();
        sdks.AddEndpointFilter((context, next) =>
        {
            cors.Allow(context.HttpContext);
            return next(context);
        });
        sdks.MapMethods("/v1/projects/{writeKey}/settings", [HttpMethods.Options], cors.AnswerPreflight).ExcludeFromDescription();
        sdks.MapMethods("/sourceConfig", [HttpMethods.Options], cors.AnswerPreflight).ExcludeFromDescription();
        sdks.MapGet("/v1/projects/{writeKey}/settings", GetSegmentSettings).WithName("GetSegmentSettings").WithSummary("Settings for Segment's analytics.js");
        sdks.MapGet("/sourceConfig", GetRudderSource).WithName("GetRudderSource").WithSummary("Source configuration for RudderStack's SDKs");
    }

    private static Results<Ok<JsonElement>, ProblemHttpResult> GetSegmentSettings(string writeKey, HttpRequest request, WriteKeys keys) =>
        keys.Check(writeKey)
            ? TypedResults.Ok(JsonSerializer.SerializeToElement(new Dictionary<string, object>
            {
                ["integrations"] = new Dictionary<string, object>
                {
                    ["Segment.io"] = new { apiKey = writeKey, apiHost = $"{request.Host}/v1", protocol = request.Scheme, unbundledIntegrations = Array.Empty<string>(), addBundledMetadata = true },
                },
                ["plan"] = new { track = new { __default = new { enabled = true, integrations = new { } } } },
                ["edgeFunction"] = new { },
            }))
            : WrongKey();

    private static Results<Ok<JsonElement>, ProblemHttpResult> GetRudderSource(HttpRequest request, WriteKeys keys, TimeProvider time) =>
        keys.Check(request) == true
            ? TypedResults.Ok(JsonSerializer.SerializeToElement(new
            {
                source = new
                {
                    id = "feedbackloop",
                    name = "FeedbackLoop",
                    workspaceId = "feedbackloop",
                    enabled = true,
                    updatedAt = time.GetUtcNow(),
                    config = new { statsCollection = new { errors = new { enabled = false }, metrics = new { enabled = false } } },
                    connections = Array.Empty<object>(),
                    destinations = Array.Empty<object>(),
                },
                updatedAt = time.GetUtcNow(),
            }))
            : WrongKey();

    private static ProblemHttpResult WrongKey() =>
        TypedResults.Problem("The write key is missing or wrong.", statusCode: StatusCodes.Status401Unauthorized);
}
