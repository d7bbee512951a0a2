using FeedbackLoop.EventCollector.Tracking;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.EventCollector.Endpoints;

/// <summary>
/// Cross-origin requests (WHATWG Fetch). Pages of any origin may send events, unless origins are configured: the write key, not the origin, lets a sender
/// in. There are no cookies here that another origin could misuse; credentials are allowed because beacons always ask for them.
/// </summary>
internal sealed class TrackingCors(IOptions<CollectorOptions> options)
{
    private readonly HashSet<string> _allowed = new(options.Value.AllowedOrigins, StringComparer.OrdinalIgnoreCase);

    /// <summary>Lets the page that asked read the answer, if its origin is allowed.</summary>
    public void Allow(HttpContext context)
    {
        if (context.Request.Headers.Origin is { Count: 1 } origin)
        {
            var headers = context.Response.Headers;
            headers.Vary = "Origin";
            if (_allowed.Count == 0 || _allowed.Contains(origin[0]!))
            {
                headers.AccessControlAllowOrigin = origin;
                headers.AccessControlAllowCredentials = "true";
            }
        }
    }

    public Task AnswerPreflight(HttpContext context)
    {
        Allow(context);
        var headers = context.Response.Headers;
        if (headers.AccessControlAllowOrigin.Count > 0)
        {
            headers.AccessControlAllowMethods = "GET, POST";
            headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
            headers.AccessControlMaxAge = "7200";
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
