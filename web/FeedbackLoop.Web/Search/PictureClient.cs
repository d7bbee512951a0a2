using Microsoft.Net.Http.Headers;

namespace FeedbackLoop.Web.Search;

/// <summary>Passes the catalogue's pictures on from SearchApi, so that the browser needs one origin only.</summary>
public sealed class PictureClient(HttpClient http)
{
    /// <summary>What of SearchApi's answer the browser gets to see.</summary>
    private static readonly string[] Passed = [HeaderNames.ETag, HeaderNames.LastModified];

    public async Task ForwardAsync(string itemId, HttpContext context, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/images/{Uri.EscapeDataString(itemId)}");
        if (context.Request.Headers.IfNoneMatch is { Count: > 0 } etag) request.Headers.TryAddWithoutValidation(HeaderNames.IfNoneMatch, etag.ToString());
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            context.Response.StatusCode = (int)response.StatusCode;
            if (!response.IsSuccessStatusCode && context.Response.StatusCode != StatusCodes.Status304NotModified) return;
            foreach (var name in Passed)
            {
                if (response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values))
                    context.Response.Headers[name] = values.ToArray();
            }

            context.Response.Headers.CacheControl = "public, max-age=3600, stale-while-revalidate=86400";
            if (context.Response.StatusCode == StatusCodes.Status304NotModified) return;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            context.Response.ContentLength = response.Content.Headers.ContentLength;
            await response.Content.CopyToAsync(context.Response.Body, ct);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
