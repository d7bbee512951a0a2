using FeedbackLoop.ServiceDefaults;
using FeedbackLoop.ServiceDefaults.Security;
using FeedbackLoop.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// What every service of the house shares, in the shape of Aspire's service defaults. Telemetry, discovery and resilience come from the packages of Aspire's
/// template in the cloud profile (<c>Cloud/</c>), from a few files of our own in the other (<c>Embedded/</c>).
/// </summary>
public static class Extensions
{
    /// <summary>
    /// Telemetry (OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set), health checks, service discovery and resilience for every HttpClient, problem
    /// details, keys, rate limits.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Describe);
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<ExceptionHandlerOptions>(options =>
        {
            // What a client got wrong is its answer, not our error.
            options.StatusCodeSelector = exception => (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError;
            options.SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException;
        });
        builder.AddOperatorAuthentication();
        builder.Services.AddClientRateLimits(builder.Configuration);
        builder.AddHttpClientDefaults();
        return builder;
    }

    /// <summary>
    /// <c>/alive</c> (this process) and <c>/health</c> (its dependencies, too), in every environment, and the middleware that every service has: problem
    /// details for failures, secure headers, rate limits. Call it first, before the service's own middleware and endpoints.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
#if !CLOUD
        app.UseRequestTraces(); // In the cloud profile OpenTelemetry's instrumentation of ASP.NET Core does this.
#endif
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseSecureHeaders();
        app.UseRateLimiter();
        MapHealth("/health", _ => true);
        MapHealth("/alive", check => check.Tags.Contains("live"));
        return app;

        void MapHealth(string path, Func<HealthCheckRegistration, bool> predicate) =>
            app.MapHealthChecks(path, new HealthCheckOptions { Predicate = predicate })
                .DisableRateLimiting()
                .DisableHttpMetrics()
                .AllowAnonymous();
    }

    private static void Describe(ProblemDetailsContext context)
    {
        context.ProblemDetails.Instance ??= context.HttpContext.Request.Path;
        // Malformed JSON and wrong types reach us as exceptions whose message names the field.
        if (context.Exception is BadHttpRequestException bad)
        {
            context.ProblemDetails.Title = "The request cannot be read.";
            context.ProblemDetails.Detail = bad.InnerException?.Message ?? bad.Message;
        }
    }
}
