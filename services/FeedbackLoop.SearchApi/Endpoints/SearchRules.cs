using System.Text;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.SearchApi.Serving;

namespace FeedbackLoop.SearchApi.Endpoints;

/// <summary>What a query may look like. Everything that is refused is refused with the field and the reason.</summary>
public static class SearchRules
{
    public const int MaxText = 500;
    public const int MaxTake = 100;
    public const int DefaultTake = 24;
    public const int MaxImageBytes = 8 * 1024 * 1024;

    private const int MaxPerson = 128;
    private const int MaxCohort = 32;
    private const int MaxFilter = 200;
    private const decimal MaxPrice = 10_000_000_000;

    /// <exception cref="InvalidSearchException">Empty, too long, or holds what text cannot.</exception>
    public static string Text(string? text, string field) =>
        string.IsNullOrWhiteSpace(text) ? throw new InvalidSearchException(field, "is needed: 1 to 500 characters") : OptionalText(text, field)!;

    public static string? OptionalText(string? text, string field) => string.IsNullOrWhiteSpace(text) ? null : Plain(text, MaxText, field).Trim();

    public static int Take(int? take) =>
        take is null ? DefaultTake
        : take is >= 1 and <= MaxTake ? take.Value
        : throw new InvalidSearchException("take", $"has to be 1 to {MaxTake}, not {take}");

    /// <summary>The person by field or header; null for nobody.</summary>
    public static string? Person(string? anonymousId, HttpContext context)
    {
        var person = string.IsNullOrEmpty(anonymousId) ? context.Request.Headers["X-Anonymous-Id"].ToString() : anonymousId;
        return string.IsNullOrWhiteSpace(person) ? null : Plain(person, MaxPerson, "anonymousId");
    }

    public static string Cohort(string? cohort) => string.IsNullOrWhiteSpace(cohort) ? "all" : Plain(cohort, MaxCohort, "cohort").Trim().ToLowerInvariant();

    /// <param name="filters">As sent.</param>
    /// <param name="prefix">How the fields are called there: "" or "filters.".</param>
    public static SearchFilters? Filters(SearchFilters? filters, string prefix)
    {
        if (filters is null)
        {
            return null;
        }

        Filter(filters.Category, prefix + "category");
        Filter(filters.Type, prefix + "type");
        Filter(filters.Colour, prefix + "colour");
        Price(filters.MinPrice, prefix + "minPrice");
        Price(filters.MaxPrice, prefix + "maxPrice");
        if (filters.MinPrice > filters.MaxPrice)
        {
            throw new InvalidSearchException(prefix + "minPrice", "is above maxPrice");
        }

        return filters == new SearchFilters() ? null : filters;
    }

    /// <summary>The bytes of a base64 picture; empty when there is none.</summary>
    public static byte[] Base64Image(string? image)
    {
        if (string.IsNullOrEmpty(image))
        {
            return [];
        }

        // A browser's data URL is taken, too.
        var comma = image.StartsWith("data:", StringComparison.Ordinal) ? image.IndexOf(',', StringComparison.Ordinal) : -1;
        var base64 = image.AsSpan(comma + 1);
        var bytes = new byte[base64.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64Chars(base64, bytes, out var length))
        {
            throw new InvalidSearchException("image", "is not base64");
        }

        return Image(bytes[..length]);
    }

    public static byte[] Image(byte[] image) =>
        image.Length == 0 ? throw new InvalidSearchException("image", "is empty")
        : image.Length > MaxImageBytes ? throw new InvalidSearchException("image", "is larger than 8 MB")
        : image;

    /// <summary>No control characters, no lone surrogates, at most <paramref name="most"/> UTF-16 units.</summary>
    public static string Plain(string text, int most, string field)
    {
        if (text.Length > most)
        {
            throw new InvalidSearchException(field, $"has {text.Length} characters; at most {most} are taken");
        }

        for (var i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                throw new InvalidSearchException(field, "holds half of a character (a lone surrogate)");
            }

            if (Rune.IsControl(rune))
            {
                throw new InvalidSearchException(field, $"holds a control character (U+{rune.Value:X4})");
            }

            i += length;
        }

        return text;
    }

    private static void Filter(string? value, string field)
    {
        if (value is not null)
        {
            Plain(value, MaxFilter, field);
        }
    }

    private static void Price(decimal? price, string field)
    {
        if (price is < 0 or > MaxPrice)
        {
            throw new InvalidSearchException(field, "has to be 0 to 10000000000");
        }
    }
}
