using FeedbackLoop.Web.Search;

namespace FeedbackLoop.Web.Endpoints;

public static class PictureEndpoints
{
    public static void MapPictures(this IEndpointRouteBuilder app)
    {
        app.MapGet("/images/{itemId}", ItemPicture).WithName("ItemPicture").WithSummary("The picture of an item.").RequirePublicRateLimit();
        app.MapGet("/asked/{key}", AskedPicture).WithName("AskedPicture").WithSummary("A picture that somebody searches with.").RequirePublicRateLimit();
    }

    private static Task ItemPicture(string itemId, PictureClient pictures, HttpContext context, CancellationToken ct) =>
        pictures.ForwardAsync(itemId, context, ct);

    private static async Task<IResult> AskedPicture(string key, PictureStore pictures, HttpContext context, CancellationToken ct)
    {
        var picture = await pictures.FindAsync(key, ct);
        if (picture is null || PictureFormat.Detect(picture) is not { } format) return TypedResults.NotFound();
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return TypedResults.Bytes(picture, format);
    }
}
