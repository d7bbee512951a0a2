namespace FeedbackLoop.Shoppers.Truth;

/// <summary>True NDCG@10: the discounted gain of the first ten shown results by the hidden taste, over the gain of the ten best items of the whole known
/// catalogue for this person. The ideal does not depend on the ranker, so two rankers are always measured alike. Gain 2^(4 worth) - 1, discount 1 / log2(1 + rank).</summary>
public sealed class TrueNdcg(HiddenTaste taste, IReadOnlyCollection<KnownItem> catalog)
{
    private const int Cutoff = 10;
    private readonly ILookup<string, KnownItem> _byType = catalog.ToLookup(item => item.Type, StringComparer.OrdinalIgnoreCase);

    public double Of(IReadOnlyList<KnownItem> shown, Want want, Segment segment)
    {
        var ideal = Gain(Candidates(want).Select(item => taste.Worth(item, want, segment)).OrderDescending());
        return ideal <= 0 ? 1 : Gain(shown.Select(item => taste.Worth(item, want, segment))) / ideal;
    }

    /// <summary>What the best ranker would reach that knows the taste of all but not who is asking.</summary>
    public double Ceiling(Want want, Segment segment) => Of([.. Candidates(want).OrderByDescending(item => taste.MeanWorth(item, want)).Take(Cutoff)], want, segment);

    private IEnumerable<KnownItem> Candidates(Want want) => _byType[want.Type];

    private static double Gain(IEnumerable<double> worth) => worth.Take(Cutoff).Select((w, rank) => (Math.Pow(2, 4 * w) - 1) / Math.Log2(rank + 2)).Sum();
}
