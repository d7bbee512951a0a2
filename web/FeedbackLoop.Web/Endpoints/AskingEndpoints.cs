using FeedbackLoop.Web.Feedback;
using FeedbackLoop.Web.Search;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.Web.Endpoints;

/// <summary>Questions that do not fit into an address. Each ends in the address of its answer, so that reload, back and filters work as with words.</summary>
public static class AskingEndpoints
{
    private const int MaxAudioBytes = 2 * 1024 * 1024;

    /// <summary>Of the other form fields and the multipart boundaries.</summary>
    private const int FormOverhead = 16 * 1024;

    public static void MapAsking(this IEndpointRouteBuilder app)
    {
        // Requests from other sites are refused by SameOrigin; a form token would add nothing and would keep pages out of the back/forward cache.
        app.MapPost("/ask/picture", Picture).WithName("AskPicture").WithSummary("Search by picture.")
            .WithMetadata(new RequestSizeLimitAttribute(PictureStore.MaxBytes + FormOverhead)).DisableAntiforgery().RequirePublicRateLimit();
        app.MapPost("/ask/voice", Voice).WithName("AskVoice").WithSummary("Search by voice.")
            .WithMetadata(new RequestSizeLimitAttribute(MaxAudioBytes + FormOverhead)).DisableAntiforgery().RequirePublicRateLimit();
    }

    private static async Task<IResult> Picture(IFormFile? picture, [FromForm] string? q, PictureStore pictures, HttpContext context, CancellationToken ct)
    {
        if (picture is null or { Length: 0 }) return Refuse(context, StatusCodes.Status400BadRequest, "nothing", "There is no picture.");
        if (picture.Length > PictureStore.MaxBytes) return Refuse(context, StatusCodes.Status413PayloadTooLarge, "large", "The picture is larger than 8 MB.");
        using var bytes = new MemoryStream((int)picture.Length);
        await picture.CopyToAsync(bytes, ct);
        if (PictureFormat.Detect(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)) is null)
            return Refuse(context, StatusCodes.Status415UnsupportedMediaType, "format", "This is not a JPEG, PNG or WebP picture.");
        var key = await pictures.KeepAsync(bytes.ToArray(), ct);
        return Show(context, new ShopQuery { Picture = key, Text = string.IsNullOrWhiteSpace(q) ? null : q.Trim() }.Url);
    }

    private static async Task<IResult> Voice(IFormFile? audio, SearchClient search, HeardStore heard, HttpContext context, CancellationToken ct)
    {
        if (audio is null or { Length: 0 }) return TypedResults.Problem("There is no recording.", statusCode: StatusCodes.Status400BadRequest);
        await using var stream = audio.OpenReadStream();
        var answer = await search.SearchByVoiceAsync(stream, Visitor.Of(context), ct);
        if (!answer.Succeeded) return TypedResults.Problem(answer.Problem.Detail, title: answer.Problem.Title, statusCode: answer.Problem.Status);
        if (string.IsNullOrWhiteSpace(answer.Value.Query)) return TypedResults.Problem("No words were understood.", statusCode: StatusCodes.Status422UnprocessableEntity);
        await heard.KeepAsync(answer.Value, ct);
        return Show(context, new ShopQuery { Text = answer.Value.Query, Heard = answer.Value.SearchId }.Url);
    }

    /// <summary>Scripts read the address, forms follow it.</summary>
    private static IResult Show(HttpContext context, string url) =>
        FromScript(context) ? TypedResults.Ok(new AskedAnswer(url)) : new SeeOther(url);

    private static IResult Refuse(HttpContext context, int status, string reason, string detail) =>
        FromScript(context) ? TypedResults.Problem(detail, statusCode: status) : new SeeOther($"/?refused={reason}");

    private static bool FromScript(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase);

    private sealed record AskedAnswer(string Url);
}
