using System.ComponentModel;
using FeedbackLoop.Contracts.Search;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.SearchApi.Endpoints;

/// <summary>What every way to search has in common, in the query string.</summary>
public sealed class SearchParameters
{
    [Description("How many results, 1 to 100; 24 when absent.")]
    [FromQuery(Name = "take")]
    public int? Take { get; init; }

    [Description("Only items of this category or below it, for example \"Apparel\" or \"Apparel > Topwear\".")]
    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    [Description("Only items of this type.")]
    [FromQuery(Name = "type")]
    public string? Type { get; init; }

    [Description("Only items of this colour.")]
    [FromQuery(Name = "colour")]
    public string? Colour { get; init; }

    [Description("Only items that cost at least this.")]
    [FromQuery(Name = "minPrice")]
    public decimal? MinPrice { get; init; }

    [Description("Only items that cost at most this.")]
    [FromQuery(Name = "maxPrice")]
    public decimal? MaxPrice { get; init; }

    [Description("Only items that are (true) or are not (false) available.")]
    [FromQuery(Name = "available")]
    public bool? Available { get; init; }

    [Description("The person's anonymous id, at most 128 characters; also taken from the header X-Anonymous-Id.")]
    [FromQuery(Name = "anonymousId")]
    public string? AnonymousId { get; init; }

    [Description("A coarse group such as phone or desktop, at most 32 characters.")]
    [FromQuery(Name = "cohort")]
    public string? Cohort { get; init; }

    /// <summary>Null when nothing is filtered.</summary>
    public SearchFilters? Filters() => SearchRules.Filters(new()
    {
        Category = Category,
        Type = Type,
        Colour = Colour,
        MinPrice = MinPrice,
        MaxPrice = MaxPrice,
        Available = Available,
    }, "");
}
