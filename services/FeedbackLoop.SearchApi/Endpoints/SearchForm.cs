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

    /// <summary>The form's fields; what it leaves out may stand in the query string.</summary>
    public SearchParameters Or(SearchParameters query) => new()
    {
        Take = Take ?? query.Take,
        Category = Category ?? query.Category,
        Type = Type ?? query.Type,
        Colour = Colour ?? query.Colour,
        MinPrice = MinPrice ?? query.MinPrice,
        MaxPrice = MaxPrice ?? query.MaxPrice,
        Available = Available ?? query.Available,
        AnonymousId = AnonymousId ?? query.AnonymousId,
        Cohort = Cohort ?? query.Cohort,
    };
}
