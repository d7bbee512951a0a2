namespace FeedbackLoop.Contracts.Search;

public sealed record SearchResult
{
    public required string ItemId { get; init; }
    public required string Title { get; init; }

    /// <summary>Path relative to the SearchApi (and to the Web, which passes it on): /images/{itemId}.</summary>
    public string? ImageUrl { get; init; }

    public decimal? Price { get; init; }

    /// <summary>1-based.</summary>
    public required int Position { get; init; }

    public required float Score { get; init; }
}
