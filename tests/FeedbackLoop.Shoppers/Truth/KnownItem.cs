namespace FeedbackLoop.Shoppers.Truth;

/// <summary>An item as people see it.</summary>
public sealed record KnownItem
{
    public required string ItemId { get; init; }
    public required string Title { get; init; }
    public required string Type { get; init; }
    public required string Colour { get; init; }
    public required string Brand { get; init; }

    /// <summary>Price over the median price of its type; 1 where nothing is known.</summary>
    public required double RelativePrice { get; init; }
    public string? ImageUrl { get; init; }
}
