namespace FeedbackLoop.Web.Endpoints;

/// <summary>303: after a form, go and look there. Framework redirects after POST are 302, which leave the method open. <paramref name="path"/> is within the shop.</summary>
internal sealed class SeeOther(string path) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = path;
        return Task.CompletedTask;
    }
}
