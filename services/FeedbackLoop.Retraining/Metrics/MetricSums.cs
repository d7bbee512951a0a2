using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Metrics;

/// <summary>What a window's metrics are made of. Sums add up exactly, rates do not, so sums are what is stored.</summary>
public sealed record MetricSums
{
    public long Searches { get; init; }

    /// <summary>Searches that showed at least one item.</summary>
    public long Answered { get; init; }
    public long Abandoned { get; init; }
    public long Impressions { get; init; }

    /// <summary>Sum of the examination propensities of the seen positions.</summary>
    public double Exposure { get; init; }
    public long Clicks { get; init; }
    public long Skips { get; init; }
    public long PogoSticks { get; init; }
    public long Dwells { get; init; }
    public double DwellSeconds { get; init; }
    public long Ratings { get; init; }
    public double RatingSum { get; init; }

    /// <summary>Weight of the preference pairs of the champion's own answers.</summary>
    public double Pairs { get; init; }
    public double RightPairs { get; init; }

    public static MetricSums Of(ClosedSearch search, double propensityFloor)
    {
        double exposure = 0, dwell = 0, ratingSum = 0;
        long impressions = 0, clicks = 0, skips = 0, pogo = 0, dwells = 0, ratings = 0;
        for (var i = 0; i < search.ItemIds.Length; i++)
        {
            if (search.Seen[i] || search.Clicked[i] || search.Skipped[i])
            {
                impressions++;
                exposure += search.Propensities[i];
            }

            clicks += search.Clicked[i] ? 1 : 0;
            skips += search.Skipped[i] ? 1 : 0;
            pogo += search.Pogo[i] ? 1 : 0;
            if (search.DwellMs[i] >= 0)
            {
                dwells++;
                dwell += search.DwellMs[i] / 1000.0;
            }

            if (!float.IsNaN(search.Rating[i]))
            {
                ratings++;
                ratingSum += search.Rating[i];
            }
        }

        var (pairs, right) = search.Arm == "champion" ? PreferencePairs.Count(search, search.Scores, propensityFloor) : (0, 0);
        return new MetricSums
        {
            Searches = 1,
            Answered = search.ItemIds.Length > 0 ? 1 : 0,
            Abandoned = search.Abandoned && search.ItemIds.Length > 0 ? 1 : 0,
            Impressions = impressions,
            Exposure = exposure,
            Clicks = clicks,
            Skips = skips,
            PogoSticks = pogo,
            Dwells = dwells,
            DwellSeconds = dwell,
            Ratings = ratings,
            RatingSum = ratingSum,
            Pairs = pairs,
            RightPairs = right,
        };
    }

    public static MetricSums operator +(MetricSums a, MetricSums b) => new()
    {
        Searches = a.Searches + b.Searches,
        Answered = a.Answered + b.Answered,
        Abandoned = a.Abandoned + b.Abandoned,
        Impressions = a.Impressions + b.Impressions,
        Exposure = a.Exposure + b.Exposure,
        Clicks = a.Clicks + b.Clicks,
        Skips = a.Skips + b.Skips,
        PogoSticks = a.PogoSticks + b.PogoSticks,
        Dwells = a.Dwells + b.Dwells,
        DwellSeconds = a.DwellSeconds + b.DwellSeconds,
        Ratings = a.Ratings + b.Ratings,
        RatingSum = a.RatingSum + b.RatingSum,
        Pairs = a.Pairs + b.Pairs,
        RightPairs = a.RightPairs + b.RightPairs,
    };

    public MetricWindow ToWindow(DateTimeOffset from, DateTimeOffset to, string modality, string cohort) => new()
    {
        From = from,
        To = to,
        Modality = modality,
        Cohort = cohort,
        Searches = Searches,
        Impressions = Impressions,
        Clicks = Clicks,
        Ctr = Rate(Clicks, Impressions),
        CorrectedCtr = Rate(Clicks, Exposure),
        MeanDwellSeconds = Rate(DwellSeconds, Dwells),
        SkipRate = Rate(Skips, Impressions),
        PogoRate = Rate(PogoSticks, Clicks),
        AbandonmentRate = Rate(Abandoned, Answered),
        Satisfaction = Rate(RatingSum, Ratings),
        ZeroResultRate = Rate(Searches - Answered, Searches),
        PairwiseAccuracy = Rate(RightPairs, Pairs),
    };

    private static double? Rate(double part, double whole) => whole > 0 ? part / whole : null;
}
