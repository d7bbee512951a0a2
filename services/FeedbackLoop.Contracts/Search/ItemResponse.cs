namespace FeedbackLoop.Contracts.Search;

/// <summary>Answer of GET /api/items/{id}.</summary>
public sealed record ItemResponse
{
    public required string ItemId { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public string? Category { get; init; }
    public string? Type { get; init; }
    public string? Colour { get; init; }
    public decimal? Price { get; init; }
    public string? ImageUrl { get; init; }
    public required bool Available { get; init; }
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }
}
