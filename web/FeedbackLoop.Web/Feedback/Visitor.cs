namespace FeedbackLoop.Web.Feedback;

/// <summary>Who looks, as far as the shop knows: an id without a name, and the kind of device.</summary>
public sealed record Visitor(string AnonymousId, string Cohort)
{
    /// <summary>Read and restored by feedback.js too, so it is not HttpOnly; it opens nothing.</summary>
    public const string CookieName = "fl_id";

    private const int MaxIdLength = 128;

    /// <summary>The visitor of this request; a first visit gets an id with the answer, so that even its search and its clicks belong together.</summary>
    public static Visitor Of(HttpContext context)
    {
        if (context.Items[typeof(Visitor)] is Visitor known) return known;
        var id = context.Request.Cookies[CookieName];
        if (string.IsNullOrWhiteSpace(id) || id.Length > MaxIdLength || !id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            id = Guid.NewGuid().ToString();
            context.Response.Cookies.Append(CookieName, id, new CookieOptions
            {
                MaxAge = TimeSpan.FromDays(400), SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, IsEssential = true,
            });
        }

        var visitor = new Visitor(id, IsPhone(context.Request) ? "phone" : "desktop");
        context.Items[typeof(Visitor)] = visitor;
        return visitor;
    }

    private static bool IsPhone(HttpRequest request) =>
        request.Headers["Sec-CH-UA-Mobile"] == "?1" || request.Headers.UserAgent.ToString().Contains("Mobi", StringComparison.Ordinal);
}
