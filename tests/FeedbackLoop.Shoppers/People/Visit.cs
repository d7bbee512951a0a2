using System.Text.Json.Nodes;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Shoppers.Truth;

namespace FeedbackLoop.Shoppers.People;

/// <summary>What a person does with an answer: looks down the list, less the further down; clicks what looks good, stays with what is, leaves what is not;
/// takes some into the basket; a vocal few rate.</summary>
public static class Visit
{
    private const double Worthless = 0.35, Worthwhile = 0.7;

    /// <summary>The events that a browser would send, in order.</summary>
    public static List<JsonObject> Events(
        Person person, Want want, SearchResponse answer, IReadOnlyList<KnownItem> shown, HiddenTaste taste, ShopperOptions options, Random random, DateTimeOffset now)
    {
        var events = new List<JsonObject>();
        var seen = new JsonArray();
        var clicks = new List<JsonObject>();
        for (var i = 0; i < shown.Count; i++)
        {
            // A page shows them all; whether a result is looked at is up to the person, and nobody can measure that.
            seen.Add(new JsonObject { ["product_id"] = shown[i].ItemId, ["position"] = i + 1 });
            var worth = taste.Worth(shown[i], want, person.Segment);
            var examined = random.NextDouble() < Math.Pow(i + 1, -options.Examination);
            var clicked = person.Bot ? random.NextDouble() < 0.95 : examined && random.NextDouble() < options.Noise + ((0.9 - options.Noise) * worth);
            if (clicked)
            {
                Click(clicks, person, answer.SearchId, shown[i], i + 1, worth, random);
            }
        }

        events.Add(Event(EventNames.ProductListViewed, answer.SearchId, new() { ["products"] = seen }));
        events.AddRange(clicks);
        events.Add(Event(EventNames.ResultsDwelled, answer.SearchId, new() { ["dwell_ms"] = random.Next(2000, 40_000) }));
        for (var i = 0; i < events.Count; i++)
        {
            events[i]["type"] = "track";
            events[i]["anonymousId"] = person.AnonymousId;
            events[i]["messageId"] = $"{answer.SearchId}-{i}";
            events[i]["timestamp"] = now.AddMilliseconds(i - events.Count).ToString("O");
        }

        return events;
    }

    private static void Click(List<JsonObject> events, Person person, string searchId, KnownItem item, int position, double worth, Random random)
    {
        JsonObject Of(int? dwell = null)
        {
            var properties = new JsonObject { ["product_id"] = item.ItemId, ["position"] = position };
            if (dwell is not null)
            {
                properties["dwell_ms"] = dwell;
            }

            return properties;
        }

        events.Add(Event(EventNames.ProductClicked, searchId, Of()));
        var disappoints = !person.Bot && worth < Worthless && random.NextDouble() < 0.7;
        var dwell = person.Bot ? 200 : disappoints ? random.Next(800, 4500) : (int)(4000 + (60_000 * worth * -Math.Log(1 - random.NextDouble())));
        events.Add(Event(EventNames.ProductViewed, searchId, Of(Math.Min(dwell, 20 * 60_000))));
        if (!person.Bot && random.NextDouble() < 0.6 * Math.Max(0, worth - 0.5))
        {
            events.Add(Event(EventNames.ProductAdded, searchId, Of()));
        }

        if (person.Vocal && random.NextDouble() < 0.5)
        {
            var properties = Of();
            properties["rating_type"] = "stars";
            properties["rating"] = worth > Worthwhile ? 5 : (int)Math.Clamp(Math.Round(1 + (5 * worth)), 1, 5);
            events.Add(Event(EventNames.ResultRated, searchId, properties));
        }
    }

    private static JsonObject Event(string name, string searchId, JsonObject properties)
    {
        properties["search_id"] = searchId;
        return new JsonObject { ["event"] = name, ["properties"] = properties };
    }
}
