namespace FeedbackLoop.Web.Security;

/// <summary>People get a page when something is missing or broken; programs keep the problem details of the service defaults.</summary>
public static class PageErrors
{
    public static void UsePageErrors(this WebApplication app) => app.UseWhen(WantsPage, pages =>
    {
        pages.UseExceptionHandler("/error", createScopeForErrors: true);
        pages.UseStatusCodePagesWithReExecute("/missing", createScopeForStatusCodePages: true);
    });

    private static bool WantsPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
