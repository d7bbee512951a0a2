using System.Globalization;
using System.Text.Encodings.Web;
using FeedbackLoop.Contracts.Search;

namespace FeedbackLoop.Web.Search;

/// <summary>A search as the address of the shop's page carries it: every search is a link that can be kept, shared and gone back to.</summary>
public sealed record ShopQuery
{
    public const int PageSize = 24;
    public const int MaxTake = 96;
    public const int MaxTextLength = 500;

    public string? Text { get; init; }

    /// <summary>Key of an uploaded picture, see <see cref="PictureStore"/>.</summary>
    public string? Picture { get; init; }

    /// <summary>searchId of an answer to a spoken question, see <see cref="HeardStore"/>.</summary>
    public string? Heard { get; init; }
    public string? Category { get; init; }
    public string? Type { get; init; }
    public string? Colour { get; init; }
    public decimal? MinPrice { get; init; }
    public decimal? MaxPrice { get; init; }
    public int Take { get; init; } = PageSize;

    public bool Asks => !string.IsNullOrWhiteSpace(Text) || Picture is not null;

    public bool Filtered => Category is not null || Type is not null || Colour is not null || MinPrice is not null || MaxPrice is not null;

    public ShopQuery Unfiltered => this with { Category = null, Type = null, Colour = null, MinPrice = null, MaxPrice = null, Heard = null };

    public SearchFilters? Filters => !Filtered ? null : new SearchFilters
    {
        Category = Category, Type = Type, Colour = Colour, MinPrice = MinPrice, MaxPrice = MaxPrice,
    };

    public static ShopQuery From(IQueryCollection query)
    {
        var min = Price(query["min"]);
        var max = Price(query["max"]);
        if (min > max) (min, max) = (max, min);
        return new ShopQuery
        {
            Text = Value(query["q"], MaxTextLength),
            Picture = Value(query["picture"], 64),
            Heard = Value(query["heard"], 128),
            Category = Value(query["category"], 200),
            Type = Value(query["type"], 100),
            Colour = Value(query["colour"], 100),
            MinPrice = min,
            MaxPrice = max,
            Take = int.TryParse(query["take"], CultureInfo.InvariantCulture, out var take) ? Math.Clamp(take, PageSize, MaxTake) : PageSize,
        };
    }

    /// <summary>The address of this search within the shop.</summary>
    public string Url
    {
        get
        {
            var parts = Parameters().Select(p => $"{p.Name}={UrlEncoder.Default.Encode(p.Value)}");
            var query = string.Join('&', parts);
            return query.Length == 0 ? "/" : "/?" + query;
        }
    }

    /// <summary>What a form that refines this search has to carry along, without the named parameters.</summary>
    public IEnumerable<(string Name, string Value)> Parameters(params string[] without)
    {
        (string Name, string? Value)[] all =
        [
            ("q", Text), ("picture", Picture), ("heard", Heard), ("category", Category), ("type", Type), ("colour", Colour),
            ("min", MinPrice?.ToString(CultureInfo.InvariantCulture)), ("max", MaxPrice?.ToString(CultureInfo.InvariantCulture)),
            ("take", Take == PageSize ? null : Take.ToString(CultureInfo.InvariantCulture)),
        ];
        return from p in all where !string.IsNullOrWhiteSpace(p.Value) && !without.Contains(p.Name) select (p.Name, p.Value);
    }

    private static string? Value(string? raw, int maxLength)
    {
        var value = raw?.Trim();
        return string.IsNullOrEmpty(value) ? null : value.Length > maxLength ? value[..maxLength] : value;
    }

    private static decimal? Price(string? raw) =>
        decimal.TryParse(raw, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price is >= 0 and <= 10_000_000 ? price : null;
}
