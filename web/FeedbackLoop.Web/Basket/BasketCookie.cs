using System.Globalization;

namespace FeedbackLoop.Web.Basket;

/// <summary>The basket lives in a cookie of the visitor's browser: the shop keeps no record of people, and the page can show it at once.
/// Format: lines joined by '!', each "itemId~quantity~searchId~position", parts percent-encoded.</summary>
public static class BasketCookie
{
    public const string Name = "fl_basket";
    public const int MaxLines = 20;
    public const int MaxQuantity = 20;

    /// <summary>Browsers drop cookies over 4 KB.</summary>
    private const int MaxLength = 3500;

    public static IReadOnlyList<BasketLine> Read(HttpRequest request) => Parse(request.Cookies[Name]);

    public static IReadOnlyList<BasketLine> Parse(string? cookie)
    {
        if (string.IsNullOrEmpty(cookie) || cookie.Length > MaxLength) return [];
        var lines = new List<BasketLine>();
        foreach (var part in cookie.Split('!').Take(MaxLines))
        {
            if (part.Split('~') is not [var item, var quantityText, var search, var positionText]) continue;
            if (item.Length == 0 || !int.TryParse(quantityText, CultureInfo.InvariantCulture, out var quantity) || quantity < 1) continue;
            lines.Add(new BasketLine(
                Uri.UnescapeDataString(item),
                Math.Min(quantity, MaxQuantity),
                search.Length == 0 ? null : Uri.UnescapeDataString(search),
                int.TryParse(positionText, CultureInfo.InvariantCulture, out var position) ? position : null));
        }

        return lines;
    }

    public static string Format(IEnumerable<BasketLine> lines) => string.Join('!', lines.Select(line => string.Create(
        CultureInfo.InvariantCulture, $"{Encode(line.ItemId)}~{line.Quantity}~{Encode(line.SearchId)}~{line.Position}")));

    /// <returns>false when the basket is full; it is then left as it was.</returns>
    public static bool TryWrite(HttpContext context, IReadOnlyList<BasketLine> lines)
    {
        var value = Format(lines);
        if (lines.Count > MaxLines || value.Length > MaxLength) return false;
        var options = new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(30), SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, HttpOnly = true, IsEssential = true,
        };
        if (lines.Count == 0) context.Response.Cookies.Delete(Name, options);
        else context.Response.Cookies.Append(Name, value, options);
        return true;
    }

    /// <summary>The basket with <paramref name="quantity"/> of the item; 0 takes it out.</summary>
    public static IReadOnlyList<BasketLine> With(this IReadOnlyList<BasketLine> lines, BasketLine line, int quantity)
    {
        var changed = line with { Quantity = Math.Min(quantity, MaxQuantity) };
        var known = lines.Any(other => other.ItemId == line.ItemId);
        var next = known ? lines.Select(other => other.ItemId == line.ItemId ? other with { Quantity = changed.Quantity } : other) : lines.Append(changed);
        return [.. next.Where(other => other.Quantity > 0)];
    }

    // Uri.EscapeDataString leaves '~' and '!' alone; here they separate.
    private static string Encode(string? value) =>
        Uri.EscapeDataString(value ?? "").Replace("~", "%7E", StringComparison.Ordinal).Replace("!", "%21", StringComparison.Ordinal);
}
