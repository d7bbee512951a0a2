using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace FeedbackLoop.ServiceDefaults.Security;

/// <summary>
/// Headers by which a browser does less with our answers than it could (OWASP Secure Headers). An endpoint that sets one of them itself keeps its own.
/// </summary>
internal static class SecureHeaders
{
    /// <summary>An API has no page: nothing may be loaded or framed. The web sets <c>SecureHeaders:ContentSecurityPolicy</c> to what its pages need.</summary>
    private const string ApiContentPolicy = "default-src 'none'; frame-ancestors 'none'";

    public static void UseSecureHeaders(this WebApplication app)
    {
        var contentPolicy = app.Configuration["SecureHeaders:ContentSecurityPolicy"] ?? ApiContentPolicy;
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.TryAdd("X-Content-Type-Options", "nosniff");
                headers.TryAdd("X-Frame-Options", "DENY");
                headers.TryAdd("Referrer-Policy", "strict-origin-when-cross-origin");
                headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(), microphone=(self)");
                headers.TryAdd("Content-Security-Policy", contentPolicy);
                return Task.CompletedTask;
            });
            return next();
        });
    }
}
