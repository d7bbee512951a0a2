using System.Net.Http.Headers;
using System.Text;

namespace FeedbackLoop.Web.Feedback;

/// <summary>Passes event batches on to the collector as they come, adding the write key: pages need neither the key nor another origin.</summary>
public sealed class EventForwarder(HttpClient http, IConfiguration configuration)
{
    /// <summary>The collector's own limit of a batch.</summary>
    public const int MaxBytes = 500 * 1024;

    private readonly AuthenticationHeaderValue _authorization =
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(configuration["Keys:Write"] + ":")));

    public async Task ForwardAsync(HttpContext context, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/batch") { Content = new StreamContent(context.Request.Body) };
        request.Headers.Authorization = _authorization;
        request.Headers.TryAddWithoutValidation("User-Agent", context.Request.Headers.UserAgent.ToString());
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString());
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var encoding in context.Request.Headers.ContentEncoding) request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            await response.Content.CopyToAsync(context.Response.Body, ct);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !context.Response.HasStarted)
        {
            // The page keeps the events and tries again.
            var tooLarge = e.InnerException is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge };
            context.Response.StatusCode = tooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status503ServiceUnavailable;
        }
    }
}
