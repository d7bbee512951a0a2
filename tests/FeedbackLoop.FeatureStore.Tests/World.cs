using System.Text.Json;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Data.Events;

namespace FeedbackLoop.FeatureStore.Tests;

/// <summary>Makes logged events as the collector and SearchApi would write them.</summary>
internal sealed class World
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private long _position;

    public List<LoggedEvent> Log { get; } = [];

    public LoggedEvent Served(string searchId, string? person, DateTimeOffset at, string[] items, string query = "blue shirt", float[]? propensities = null)
    {
        var served = new SearchServed
        {
            SearchId = searchId,
            PersonId = person,
            Query = query,
            QueryKey = query,
            Modality = "text",
            Cohort = "all",
            RankerVersion = "baseline",
            EmbedderVersion = "none",
            Arm = "champion",
            ServedAt = at,
            ItemIds = items,
            Scores = [.. items.Select((_, i) => 1f / (i + 1))],
            Propensities = propensities ?? [.. items.Select((_, i) => 1f / (i + 1))],
            Features = new byte[items.Length * RankingFeatures.Count * sizeof(float)],
            FeatureVersion = RankingFeatures.Version,
        };
        return Append(EventNames.SearchServed, person, searchId, at, at, JsonSerializer.SerializeToUtf8Bytes(served, SearchServedJson.Default.SearchServed));
    }

    public LoggedEvent Track(
        string name, string person, DateTimeOffset at, object properties, DateTimeOffset? receivedAt = null, string? userAgent = null)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "track",
            @event = name,
            anonymousId = person,
            properties,
            context = new { userAgent = userAgent ?? "Mozilla/5.0" },
        });
        using var document = JsonDocument.Parse(payload);
        var searchId = document.RootElement.GetProperty("properties").TryGetProperty("search_id", out var id) ? id.GetString() : null;
        return Append(name, person, searchId, at, receivedAt ?? at, payload);
    }

    public LoggedEvent Tick(DateTimeOffset at) => Append(EventNames.Tick, null, null, at, at, "{}"u8.ToArray());

    private LoggedEvent Append(string name, string? person, string? searchId, DateTimeOffset at, DateTimeOffset receivedAt, byte[] payload)
    {
        var logged = new LoggedEvent(0, ++_position, $"m{_position}", person, name, searchId, Kept(at), Kept(receivedAt), null, payload);
        Log.Add(logged);
        return logged;
    }

    /// <summary>The log keeps microseconds.</summary>
    private static DateTimeOffset Kept(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>A busy, untidy hour: people search, look, click, return, rate; some events come late, early, twice or about nothing.</summary>
    public static World Random(int seed, int searches)
    {
        var random = new Random(seed);
        var world = new World();
        var late = new List<Action>();
        for (var s = 0; s < searches; s++)
        {
            var (id, person) = ($"s{s}", $"p{random.Next(12)}");
            var at = Start.AddSeconds(s * 20 + random.NextDouble() * 10);
            var items = Enumerable.Range(0, 30).OrderBy(_ => random.Next()).Take(6).Select(i => $"item{i}").ToArray();
            var serve = () => { world.Served(id, person, at, items, query: $"q{s % 5}"); };
            if (random.Next(5) > 0)
            {
                serve();
            }
            else
            {
                late.Add(serve);
            }

            world.Track(EventNames.ProductListViewed, person, at.AddSeconds(1),
                new { search_id = id, products = items.Take(random.Next(7)).Select((item, i) => new { product_id = item, position = i + 1 }) });
            for (var click = random.Next(3); click > 0; click--)
            {
                var position = random.Next(6) + 1;
                var dwell = random.Next(60_000);
                world.Track(EventNames.ProductClicked, person, at.AddSeconds(2 + click), new { search_id = id, product_id = items[position - 1], position });
                var report = () =>
                {
                    world.Track(EventNames.ProductViewed, person, at.AddSeconds(3 + click),
                        new { search_id = id, product_id = items[position - 1], position, dwell_ms = dwell }, receivedAt: at.AddSeconds(random.Next(4000)));
                };
                if (random.Next(3) > 0)
                {
                    report();
                }
                else
                {
                    late.Add(report);
                }
            }

            if (random.Next(4) == 0)
            {
                world.Track(EventNames.ResultRated, person, at.AddSeconds(9), new { search_id = id, product_id = items[0], rating_type = "stars", rating = random.Next(1, 6) });
            }

            if (late.Count > 3)
            {
                late[0]();
                late.RemoveAt(0);
            }
        }

        late.ForEach(action => action());
        world.Tick(Start.AddHours(5));
        return world;
    }
}
