using FeedbackLoop.Web.Basket;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.Web.Endpoints;

public static class BasketEndpoints
{
    private const int MaxIdLength = 128;

    public static void MapBasket(this IEndpointRouteBuilder app)
    {
        // See AskingEndpoints on form tokens.
        var basket = app.MapGroup("/basket").DisableAntiforgery().RequirePublicRateLimit();
        basket.MapPost("/add", Add).WithName("AddToBasket").WithSummary("One more of an item.");
        basket.MapPost("/set", Set).WithName("SetQuantity").WithSummary("Changes how many of an item are in the basket; 0 takes it out.");
        basket.MapPost("/order", Order).WithName("Order").WithSummary("Completes a demonstration order: empties the basket, takes no payment.");
    }

    private static IResult Add([FromForm] string itemId, [FromForm] string? search, [FromForm] int? position, HttpContext context)
    {
        if (itemId.Length is 0 or > MaxIdLength || search?.Length > MaxIdLength) return TypedResults.BadRequest();
        var lines = BasketCookie.Read(context.Request);
        var before = lines.FirstOrDefault(line => line.ItemId == itemId)?.Quantity ?? 0;
        var after = lines.With(new BasketLine(itemId, 1, search, position), before + 1);
        var fits = BasketCookie.TryWrite(context, after);
        if (FromScript(context))
            return fits ? TypedResults.Ok(new BasketCount(after.Sum(line => line.Quantity))) : TypedResults.Problem("The basket is full.", statusCode: StatusCodes.Status409Conflict);
        return new SeeOther(fits ? "/basket" : "/basket?full=true");
    }

    private static IResult Set([FromForm] string itemId, [FromForm] int quantity, HttpContext context)
    {
        var lines = BasketCookie.Read(context.Request);
        if (lines.FirstOrDefault(line => line.ItemId == itemId) is { } line) BasketCookie.TryWrite(context, lines.With(line, Math.Max(0, quantity)));
        return new SeeOther("/basket");
    }

    private static IResult Order(HttpContext context)
    {
        if (BasketCookie.Read(context.Request).Count == 0) return new SeeOther("/basket");
        BasketCookie.TryWrite(context, []);
        return new SeeOther("/basket/thanks");
    }

    private static bool FromScript(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase);

    private sealed record BasketCount(int Count);
}
