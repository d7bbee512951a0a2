using System.Text.Json;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Data.Catalog;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace FeedbackLoop.SearchApi.Endpoints;

/// <summary>Single items: what they are, what is like them, their pictures.</summary>
public static class ItemEndpoints
{
    public static void MapItems(this IEndpointRouteBuilder app)
    {
        var items = app.MapGroup("/api/items").WithTags("Items").AddEndpointFilter(SearchProblems.Filter).RequirePublicRateLimit();
        items.MapGet("/{id}", Find)
            .WithName("GetItem")
            .WithSummary("One item with its attributes")
            .ProducesProblem(StatusCodes.Status404NotFound);
        items.MapGet("/{id}/similar", Similar)
            .WithName("GetSimilarItems")
            .WithSummary("Items that are like this one")
            .WithDescription("Nearest in the embedder's space, ranked as a search is; the searchId joins what people do with them.")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound);

        app.MapGet("/images/{id}", Image)
            .WithTags("Items")
            .WithName("GetImage")
            .WithSummary("An item's picture")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg")
            .Produces(StatusCodes.Status304NotModified)
            .AddEndpointFilter(SearchProblems.Filter)
            .RequirePublicRateLimit()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<ItemResponse>, ProblemHttpResult>> Find(
        string id, CatalogFollower catalog, CatalogReader reader, CancellationToken cancellationToken)
    {
        var snapshot = catalog.Current;
        if (!snapshot.TryFind(Unescape(id), out var ordinal)
            || await reader.DetailsAsync(snapshot.Items[ordinal].ItemId, cancellationToken) is not { } details)
        {
            return SearchProblems.NotFound("There is no item of this id.");
        }

        var item = snapshot.Items[ordinal];
        return TypedResults.Ok(new ItemResponse
        {
            ItemId = item.ItemId,
            Title = item.Title,
            Description = details.Description,
            Category = item.Category,
            Type = item.Type,
            Colour = item.Colour,
            Price = item.Price,
            ImageUrl = ItemLinks.Image(item),
            Available = item.Available,
            Attributes = details.AttributesJson is null ? [] : JsonSerializer.Deserialize(details.AttributesJson, SearchJson.Default.DictionaryStringString)!,
        });
    }

    private static async Task<Results<Ok<SearchResponse>, ProblemHttpResult>> Similar(
        string id, int? take, string? anonymousId, string? cohort, CatalogFollower catalog, SearchEngine engine, HttpContext context)
    {
        if (!catalog.Current.TryFind(Unescape(id), out _))
        {
            return SearchProblems.NotFound("There is no item of this id.");
        }

        var answer = await engine.SearchAsync(new()
        {
            // An item is a picture and words.
            Modality = Modality.Mixed,
            LikeItem = Unescape(id),
            Take = SearchRules.Take(take),
            PersonId = SearchRules.Person(anonymousId, context),
            Cohort = SearchRules.Cohort(cohort),
        }, context.RequestAborted);
        return TypedResults.Ok(answer.Response);
    }

    private static async Task<Results<FileContentHttpResult, StatusCodeHttpResult, ProblemHttpResult>> Image(
        string id, CatalogFollower catalog, CatalogReader reader, HttpContext context)
    {
        var headers = context.Response.Headers;
        if (!catalog.Current.TryFind(Unescape(id), out var ordinal))
        {
            return SearchProblems.NotFound("There is no item of this id.");
        }

        var known = KnownHash(context.Request);
        var image = await reader.ImageAsync(catalog.Current.Items[ordinal].ItemId, known, context.RequestAborted);
        if (image is null)
        {
            return SearchProblems.NotFound("This item has no picture.");
        }

        headers.CacheControl = "public, max-age=3600, stale-while-revalidate=86400";
        headers.XContentTypeOptions = "nosniff";
        var etag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(image.Sha256)}\"");
        if (image.Bytes is null)
        {
            headers.ETag = etag.ToString();
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        return TypedResults.Bytes(image.Bytes, image.ContentType, entityTag: etag);
    }

    /// <summary>The SHA-256 that the caller's copy has; null when it has none of ours.</summary>
    private static byte[]? KnownHash(HttpRequest request)
    {
        foreach (var tag in request.GetTypedHeaders().IfNoneMatch)
        {
            var hex = tag.Tag.AsSpan().Trim('"');
            if (hex.Length == 64 && hex.IndexOfAnyExcept("0123456789abcdef") < 0)
            {
                return Convert.FromHexString(hex);
            }
        }

        return null;
    }

    // Routing leaves an escaped slash escaped, as it would otherwise be a separator.
    private static string Unescape(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
