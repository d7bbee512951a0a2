using FeedbackLoop.Learning.Propensity;
using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Propensity;

/// <summary>Estimates examination propensities from the variation that the loop makes by chance: two results that SearchApi exchanged, and the arms of an
/// experiment, which show the same item for the same query at different positions. A ranker's own changes over time are no such variation: an item that
/// moved up because it was clicked would make the lower position look worse than it is.</summary>
public sealed class PositionBiasEstimator(PositionBiasOptions options)
{
    public const string Method = "intervention harvesting (swaps and experiment arms)";

    private readonly List<Impression> _impressions = [];
    private readonly Dictionary<(long Experiment, string Query), int> _queries = [];
    private readonly Dictionary<string, int> _items = new(StringComparer.Ordinal);
    private readonly double[] _clicks = new double[options.Positions];
    private long _varied;
    private long _searches;

    /// <summary>Adds a search of the modality. Interleaved answers are left out: there, positions follow from both rankers' opinions.</summary>
    public void Add(ClosedSearch search)
    {
        if (search.Teams is not null)
        {
            return;
        }

        _searches++;
        var depth = Math.Min(search.ItemIds.Length, options.Positions);
        var (a, b) = search.Swapped is [var first, var second] ? (first - 1, second - 1) : (-1, -1);
        var varied = a >= 0 && a < depth && b >= 0 && b < depth;
        _varied += varied ? 1 : 0;
        for (var position = 0; position < depth; position++)
        {
            // Seen as an "item", the place that the ranker meant is shown at its own position or, exchanged by chance, at another. Chance does
            // not know the query, so what stands in that place is equally good in both cases.
            var meant = !varied ? position : position == a ? b : position == b ? a : position;
            _impressions.Add(new Impression(-1, meant, position + 1, search.Clicked[position]));
            if (search.ExperimentId is { } experiment)
            {
                _impressions.Add(new Impression(
                    Number(_queries, (experiment, search.QueryKey)), Number(_items, search.ItemIds[position]), position + 1, search.Clicked[position]));
            }

            if (position != meant && search.Clicked[position])
            {
                // Certainty is counted by the swaps alone: most of what the arms show stands in the same place in both.
                _clicks[position]++;
            }
        }
    }

    /// <summary>Null while the data does not carry an estimate.</summary>
    public PositionBiasEstimate? Estimate(string modality)
    {
        if (_varied < options.MinimumVaried || _clicks.Sum() < options.PriorClicks)
        {
            return null;
        }

        var raw = InterventionHarvesting.Estimate(_impressions, options.Positions).Propensities;
        return new PositionBiasEstimate(modality, Smooth(raw), Method, _varied, _searches);
    }

    /// <summary>Draws each position towards the first guess by how few clicks it rests on, lets nothing rise with the position, and clips.</summary>
    private float[] Smooth(IReadOnlyList<double> raw)
    {
        var smooth = new float[options.Positions];
        var most = 1.0;
        for (var k = 0; k < smooth.Length; k++)
        {
            var prior = Math.Pow(k + 1, -options.PriorExponent);
            var share = _clicks[k] / (_clicks[k] + options.PriorClicks);
            most = k == 0 ? 1 : Math.Min(most, (share * raw[k]) + ((1 - share) * prior));
            smooth[k] = (float)Math.Clamp(most, options.Floor, 1);
        }

        return smooth;
    }

    private static int Number<TKey>(Dictionary<TKey, int> numbers, TKey key) where TKey : notnull
    {
        if (!numbers.TryGetValue(key, out var number))
        {
            numbers[key] = number = numbers.Count;
        }

        return number;
    }
}
