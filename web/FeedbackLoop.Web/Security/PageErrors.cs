using Microsoft.AspNetCore.Diagnostics;

namespace FeedbackLoop.Web.Security;

/// <summary>People get a page when something is missing or broken; programs keep the problem details of the service defaults.</summary>
public static class PageErrors
{
    public static void AddPageErrors(this WebApplicationBuilder builder) => builder.Services.AddExceptionHandler<ProblemsForPrograms>();

    public static void UsePageErrors(this WebApplication app)
    {
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/missing", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (!WantsPage(context) && context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
            return next(context);
        });
    }

    private static bool WantsPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    /// <summary>Comes before the page of <see cref="UsePageErrors"/> and leaves to it only those who want a page.</summary>
    private sealed class ProblemsForPrograms(IProblemDetailsService problems) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            if (WantsPage(httpContext)) return false;
            httpContext.Response.StatusCode = (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError;
            return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, Exception = exception });
        }
    }
}
