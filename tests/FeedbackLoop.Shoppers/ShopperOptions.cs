namespace FeedbackLoop.Shoppers;

/// <summary>Who comes to the shop, how many and how fast.</summary>
public sealed record ShopperOptions
{
    public required int Sessions { get; init; }

    /// <summary>Different people among the sessions; each comes back at random.</summary>
    public required int People { get; init; }
    public required int Seed { get; init; }
    public required int Concurrency { get; init; }

    /// <summary>Sessions that begin per second.</summary>
    public required double Rate { get; init; }

    /// <summary>Examination of position k is 1 / k to the power of this.</summary>
    public required double Examination { get; init; }

    /// <summary>Chance to click an examined result that is worth nothing.</summary>
    public required double Noise { get; init; }

    /// <summary>Share of sessions that search by an item's picture instead of words.</summary>
    public required double Pictures { get; init; }

    /// <summary>Share of people who are bots and click on anything.</summary>
    public required double Bots { get; init; }

    /// <summary>Plant a ranker that puts the worst on top, and see that it is taken back.</summary>
    public required bool PlantBad { get; init; }
    public Uri? SearchUrl { get; init; }
    public Uri? CollectorUrl { get; init; }
    public Uri? RetrainingUrl { get; init; }
    public string? WriteKey { get; init; }
    public string? OperatorKey { get; init; }

    /// <summary>Catalogue for the AppHost that is started when none is given.</summary>
    public string? Catalog { get; init; }
}
