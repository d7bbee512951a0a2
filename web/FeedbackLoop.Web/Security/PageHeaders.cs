namespace FeedbackLoop.Web.Security;

/// <summary>What pages may do: load from here only, run no inline scripts, be framed by nobody.</summary>
public static class PageHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; " +
        "manifest-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Radzen's charts and tables set style attributes; scripts stay as strict as elsewhere.</summary>
    private static readonly string LoopPolicy = Policy.Replace("style-src 'self'", "style-src 'self' 'unsafe-inline'", StringComparison.Ordinal);

    public static void UsePageHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var operators = context.Request.Path.StartsWithSegments("/loop");
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = operators ? LoopPolicy : Policy;
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            // The key may stand in the address of a sign-in link.
            headers["Referrer-Policy"] = operators ? "no-referrer" : "strict-origin-when-cross-origin";
            if (context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
            {
                // "Back" shows the very page that was left, with its searchId; anything else asks again. Operators' pages are not kept.
                headers.CacheControl = operators ? "no-store" : "private, no-cache";
                headers.Remove("Pragma");
            }

            return Task.CompletedTask;
        });
        return next(context);
    });
}
