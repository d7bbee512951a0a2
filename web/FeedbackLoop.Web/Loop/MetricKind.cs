using FeedbackLoop.Contracts.Retraining;

namespace FeedbackLoop.Web.Loop;

/// <summary>A metric that the page draws: how it is read and whether more is better (1), worse (-1) or neither (0).</summary>
public sealed record MetricKind(string Name, string Explained, Func<MetricWindow, double?> Read, Func<double?, string> Text, int Better)
{
    public static readonly MetricKind[] All =
    [
        new("Pairwise accuracy", "Share of preference pairs in new feedback that the live ranker orders rightly", w => w.PairwiseAccuracy, Show.Percent, 1),
        new("CTR, position-corrected", "Clicks over the expected number of looks", w => w.CorrectedCtr, Show.Percent, 1),
        new("CTR", "Clicks over impressions", w => w.Ctr, Show.Percent, 1),
        new("Dwell", "Mean visible time on a clicked item", w => w.MeanDwellSeconds, v => v is null ? Show.Nothing : Show.Number(v, "0.0") + " s", 1),
        new("Skip rate", "Seen results above a click that were passed over", w => w.SkipRate, Show.Percent, -1),
        new("Pogo-stick rate", "Clicks that were left within 5 s", w => w.PogoRate, Show.Percent, -1),
        new("Abandonment", "Searches without any click", w => w.AbandonmentRate, Show.Percent, -1),
        new("Satisfaction", "Mean rating, -1 to 1", w => w.Satisfaction, v => Show.Number(v, "+0.00;-0.00;0.00"), 1),
        new("Searches", "How many searches the window holds", w => w.Searches, v => Show.Number(v, "#,##0"), 0),
    ];
}
