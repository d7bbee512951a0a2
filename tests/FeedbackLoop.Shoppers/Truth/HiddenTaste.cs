using System.Text;

namespace FeedbackLoop.Shoppers.Truth;

/// <summary>What an item is really worth to somebody who wants something. The system never sees it; it sees what people do. Besides type, colour and price,
/// which it could guess from the catalogue, some brands and some items are simply liked, which only people can tell.</summary>
public sealed class HiddenTaste(int seed)
{
    /// <summary>0 (useless) to 1 (just right).</summary>
    public double Worth(KnownItem item, Want want, Segment segment)
    {
        if (!string.Equals(item.Type, want.Type, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        // Each mismatch spoils the whole: a perfect shirt at thrice the price is no bargain.
        var colour = want.Colour is null || string.Equals(item.Colour, want.Colour, StringComparison.OrdinalIgnoreCase) ? 1 : 0.35;
        var price = Math.Exp(-Math.Pow(Math.Log(item.RelativePrice / segment.Price) / 0.45, 2));
        var liked = (0.4 * Draw("brand", item.Brand)) + (0.6 * Draw("item", item.ItemId));
        return 0.05 + (0.95 * colour * price * (0.5 + (0.5 * liked)));
    }

    /// <summary>Mean over all segments: what a ranker that does not know the person can at best go by.</summary>
    public double MeanWorth(KnownItem item, Want want) => Segment.All.Sum(segment => segment.Share * Worth(item, want, segment));

    /// <summary>A lasting number in [0, 1) for a name: FNV-1a, finished by a mixer.</summary>
    private double Draw(string what, string name)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var b in Encoding.UTF8.GetBytes($"{what}\n{name}"))
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        hash ^= hash >> 33;
        return (hash >> 11) * (1.0 / (1UL << 53));
    }
}
