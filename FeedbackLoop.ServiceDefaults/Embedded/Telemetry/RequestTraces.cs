using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace FeedbackLoop.ServiceDefaults.Telemetry;

/// <summary>
/// ASP.NET Core's own trace of a request knows method and path, but not yet how it ended; this adds what OpenTelemetry's semantic conventions for HTTP
/// ask for: the route, the status, and a name made of method and route.
/// </summary>
internal static class RequestTraces
{
    public static void UseRequestTraces(this WebApplication app) => app.Use(async (context, next) =>
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        await next();
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity)
        {
            Describe(activity, context, route);
        }
    });

    private static void Describe(Activity activity, HttpContext context, string? route)
    {
        activity.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
        activity.SetTag("http.route", route);
        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}
