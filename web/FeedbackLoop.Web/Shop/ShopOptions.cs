using System.Globalization;

namespace FeedbackLoop.Web.Shop;

/// <summary>Section "Shop" of the configuration: what a team changes to make it theirs.</summary>
public sealed class ShopOptions
{
    public string Name { get; set; } = "FeedbackLoop";

    /// <summary>Stands before every price.</summary>
    public string Currency { get; set; } = "€";

    public string Format(decimal price) => Currency + price.ToString("#,##0.00", CultureInfo.InvariantCulture);
}
