using System.Text.Json;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Data.Events;

namespace FeedbackLoop.FeatureStore.Feedback;

/// <summary>Reads a logged event as far as FeatureStore understands it. The collector has validated outside events; what is unusable all the same is passed over.</summary>
public static class FeedbackEventReader
{
    /// <summary>Longest dwell that is believed: beyond it the tab was forgotten.</summary>
    private const int MaxDwellMs = 30 * 60 * 1000;

    private static readonly TimeSpan OldestBelieved = TimeSpan.FromDays(7);

    private static readonly string[] RobotWords = ["bot", "crawler", "spider", "headlesschrome/0", "slurp", "curl/", "python-requests"];

    /// <summary>Null when the event does not speak of results.</summary>
    public static FeedbackEvent? Read(LoggedEvent logged)
    {
        var at = logged.OccurredAt > logged.ReceivedAt ? logged.ReceivedAt
            : logged.OccurredAt < logged.ReceivedAt - OldestBelieved ? logged.ReceivedAt - OldestBelieved
            : logged.OccurredAt;
        try
        {
            return logged.Name switch
            {
                EventNames.SearchServed => ReadServed(logged, at),
                EventNames.ProductListViewed or EventNames.ProductClicked or EventNames.ProductViewed or EventNames.ProductAdded
                    or EventNames.OrderCompleted or EventNames.ResultRated or EventNames.ResultsDwelled => ReadFeedback(logged, at),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static FeedbackEvent? ReadServed(LoggedEvent logged, DateTimeOffset at)
    {
        var served = JsonSerializer.Deserialize(logged.Payload.Span, SearchServedJson.Default.SearchServed);
        return served is null ? null : new FeedbackEvent
        {
            Name = logged.Name,
            At = at,
            SearchId = served.SearchId,
            Served = served with { ServedAt = ToMicroseconds(served.ServedAt) },
        };
    }

    /// <summary>PostgreSQL keeps microseconds; what is counted before and after a round trip through it must be the same.</summary>
    private static DateTimeOffset ToMicroseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    private static FeedbackEvent? ReadFeedback(LoggedEvent logged, DateTimeOffset at)
    {
        using var document = JsonDocument.Parse(logged.Payload);
        if (!document.RootElement.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var results = new List<ResultReference>();
        if (Text(properties, "product_id") is { } item)
        {
            results.Add(new(null, item, Number(properties, "position") is { } p ? (int)p : null));
        }

        if (properties.TryGetProperty("products", out var products) && products.ValueKind == JsonValueKind.Array)
        {
            foreach (var product in products.EnumerateArray().Where(p => p.ValueKind == JsonValueKind.Object))
            {
                results.Add(new(Text(product, "search_id"), Text(product, "product_id"), Number(product, "position") is { } q ? (int)q : null));
            }
        }

        return new FeedbackEvent
        {
            Name = logged.Name,
            At = at,
            SearchId = logged.SearchId ?? Text(properties, "search_id"),
            AnonymousId = Text(document.RootElement, "anonymousId"),
            Results = results,
            DwellMs = Number(properties, "dwell_ms") is { } dwell ? (int)Math.Clamp(dwell, 0, MaxDwellMs) : null,
            Rating = ReadRating(properties),
            SaysRobot = SaysRobot(document.RootElement),
        };
    }

    private static float? ReadRating(JsonElement properties)
    {
        if (Number(properties, "rating") is not { } rating)
        {
            return null;
        }

        var mapped = Text(properties, "rating_type") switch
        {
            "stars" => (rating - 3) / 2,
            "score" => rating / 50 - 1,
            _ => rating,
        };
        return (float)Math.Clamp(mapped, -1, 1);
    }

    private static bool SaysRobot(JsonElement root) =>
        root.TryGetProperty("context", out var context) && context.ValueKind == JsonValueKind.Object
        && Text(context, "userAgent") is { } agent
        && RobotWords.Any(word => agent.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;
}
