using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace FeedbackLoop.SearchApi.Endpoints;

/// <summary>What every way to search has in common, as fields of a multipart form.</summary>
public sealed class SearchForm
{
    [Description("How many results, 1 to 100; 24 when absent.")]
    [FromForm(Name = "take")]
    public int? Take { get; init; }

    [Description("Only items of this category or below it, for example \"Apparel\" or \"Apparel > Topwear\".")]
    [FromForm(Name = "category")]
    public string? Category { get; init; }

    [Description("Only items of this type.")]
    [FromForm(Name = "type")]
    public string? Type { get; init; }

    [Description("Only items of this colour.")]
    [FromForm(Name = "colour")]
    public string? Colour { get; init; }

    [Description("Only items that cost at least this.")]
    [FromForm(Name = "minPrice")]
    public decimal? MinPrice { get; init; }

    [Description("Only items that cost at most this.")]
    [FromForm(Name = "maxPrice")]
    public decimal? MaxPrice { get; init; }

    [Description("Only items that are (true) or are not (false) available.")]
    [FromForm(Name = "available")]
    public bool? Available { get; init; }

    [Description("The person's anonymous id, at most 128 characters; also taken from the header X-Anonymous-Id.")]
    [FromForm(Name = "anonymousId")]
    public string? AnonymousId { get; init; }

    [Description("A coarse group such as phone or desktop, at most 32 characters.")]
    [FromForm(Name = "cohort")]
    public string? Cohort { get; init; }

    public SearchParameters ToParameters() => new()
    {
        Take = Take,
        Category = Category,
        Type = Type,
        Colour = Colour,
        MinPrice = MinPrice,
        MaxPrice = MaxPrice,
        Available = Available,
        AnonymousId = AnonymousId,
        Cohort = Cohort,
    };
}
