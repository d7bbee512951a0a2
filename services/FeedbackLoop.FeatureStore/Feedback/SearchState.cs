using FeedbackLoop.Contracts.Events;

namespace FeedbackLoop.FeatureStore.Feedback;

/// <summary>A served search and what is known of it so far. Arrays run over the shown positions; index 0 is position 1.</summary>
public sealed class SearchState
{
    public const int UnknownDwell = -1;

    public required SearchServed Served { get; init; }
    public required DateTimeOffset LastEventAt { get; set; }
    public required bool[] Seen { get; init; }
    public required DateTime?[] ClickAt { get; init; }
    public required int[] DwellMs { get; init; }
    public required bool[] Added { get; init; }
    public required bool[] Ordered { get; init; }

    /// <summary>-1 to 1; NaN: none.</summary>
    public required float[] Rating { get; init; }
    public int PageDwellMs { get; set; }

    /// <summary>Set when the search has become a training example; later feedback updates that example.</summary>
    public ClosedSearch? Closed { get; set; }

    public int Count => Served.ItemIds.Length;

    /// <summary>Propensity of the clicked result that is looked at least; null: no click yet.</summary>
    public float? LeastClickedPropensity => Served.Propensities.Zip(ClickAt).Where(p => p.Second is not null).Min(p => (float?)p.First);

    public static SearchState Of(SearchServed served, DateTimeOffset receivedAt)
    {
        var n = served.ItemIds.Length;
        var dwell = new int[n];
        Array.Fill(dwell, UnknownDwell);
        var rating = new float[n];
        Array.Fill(rating, float.NaN);
        return new SearchState
        {
            Served = served,
            LastEventAt = receivedAt,
            Seen = new bool[n],
            ClickAt = new DateTime?[n],
            DwellMs = dwell,
            Added = new bool[n],
            Ordered = new bool[n],
            Rating = rating,
        };
    }

    /// <summary>The index of a referenced result: by position when the item there agrees, else by item; -1 when it was not shown.</summary>
    public int IndexOf(ResultReference result)
    {
        if (result.Position is { } position && position >= 1 && position <= Count
            && (result.ItemId is null || Served.ItemIds[position - 1] == result.ItemId))
        {
            return position - 1;
        }

        return result.ItemId is null ? -1 : Array.IndexOf(Served.ItemIds, result.ItemId);
    }
}

/// <summary>What is fixed when a search is closed; the weight is the trust in its person, 0 to 1.</summary>
public sealed record ClosedSearch(long ExampleNo, DateTimeOffset ClosedAt, string? Excluded, float Weight);
