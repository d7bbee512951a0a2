namespace FeedbackLoop.Shoppers.Truth;

/// <summary>People who are alike in what they like to pay.</summary>
/// <param name="Share">Of all people.</param>
/// <param name="Price">The price they like best, over the median of the type.</param>
public sealed record Segment(string Name, double Share, double Price)
{
    public static readonly Segment[] All =
    [
        new("thrifty", 0.7, 0.6),
        new("middling", 0.22, 0.9),
        new("lavish", 0.08, 1.5),
    ];
}
