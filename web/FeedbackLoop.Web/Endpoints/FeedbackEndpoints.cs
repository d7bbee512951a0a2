using FeedbackLoop.Web.Feedback;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.Web.Endpoints;

public static class FeedbackEndpoints
{
    public static void MapFeedback(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/batch", Batch)
            .WithName("Batch")
            .WithSummary("Events of the shop's pages, in Segment's wire format, on their way to the collector.")
            .WithMetadata(new RequestSizeLimitAttribute(EventForwarder.MaxBytes))
            .RequirePublicRateLimit();

    private static Task Batch(EventForwarder events, HttpContext context, CancellationToken ct) => events.ForwardAsync(context, ct);
}
