namespace FeedbackLoop.Web.Security;

/// <summary>Refuses what another site makes a browser send here: changes by form or script, and WebSockets. Browsers say where a request comes from
/// in Sec-Fetch-Site and Origin, which pages cannot forge (Fetch Metadata, W3C); a client that sends neither is no browser and carries nobody's cookies.</summary>
public static class SameOrigin
{
    public static void UseSameOrigin(this WebApplication app) => app.Use((context, next) =>
    {
        if (!Changes(context.Request) || IsSameOrigin(context.Request)) return next(context);
        return TypedResults.Problem("This request was sent from another site.", title: "Refused.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
    });

    private static bool Changes(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) ||
        request.HttpContext.WebSockets.IsWebSocketRequest || request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);

    private static bool IsSameOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0) return site is "same-origin" or "none";
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.ToUriComponent());
    }
}
