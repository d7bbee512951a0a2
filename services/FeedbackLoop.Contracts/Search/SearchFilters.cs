namespace FeedbackLoop.Contracts.Search;

/// <summary>Filters work for lexical and vector candidates alike. A category matches itself and everything below it ("Apparel" matches "Apparel > Topwear").</summary>
public sealed record SearchFilters
{
    public string? Category { get; init; }
    public string? Type { get; init; }
    public string? Colour { get; init; }
    public decimal? MinPrice { get; init; }
    public decimal? MaxPrice { get; init; }
    public bool? Available { get; init; }
}
