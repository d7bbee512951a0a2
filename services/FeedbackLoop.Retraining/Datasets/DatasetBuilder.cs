using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Retraining.Examples;
using FeedbackLoop.Retraining.Propensity;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.Retraining.Datasets;

/// <summary>Makes a data set of the closed searches: chosen, split, weighed and hashed; the same examples always give the same bytes.</summary>
public sealed class DatasetBuilder(ExampleReader examples, IOptions<RetrainingOptions> options)
{
    private readonly DatasetOptions _options = options.Value.Dataset;

    /// <param name="to">End of the window; stored with the run, so that the run can be repeated.</param>
    public async Task<Dataset> BuildAsync(DateTimeOffset to, ExaminationCurve curve, CancellationToken cancellationToken)
    {
        var window = new List<ClosedSearch>();
        await foreach (var search in examples.WindowAsync(to - _options.Window, to, RankingFeatures.Version, cancellationToken))
        {
            window.Add(search);
        }

        var check = ForgeryCheck.Of(window, curve);
        var balance = RaterBalance.Estimate(check.Kept);
        var chosen = Choose(check.Kept);
        var heldOutFrom = chosen.Count == 0 ? to : chosen[(int)(chosen.Count * (1 - _options.HeldOutNewest))].ServedAt;
        var split = new DatasetSplit(_options, heldOutFrom);
        var parts = chosen.ToDictionary(search => search.ExampleNo, split.Of);
        var rated = chosen.Where(IsRated).GroupBy(Person).ToDictionary(group => group.Key, group => group.Count());
        var weighed = new List<WeighedSearch>(chosen.Count);
        await foreach (var search in examples.WithFeaturesAsync(
            [.. parts.Where(p => p.Value != DatasetPart.None).Select(p => p.Key).Order()], cancellationToken))
        {
            if (search.Features.Length == search.ItemIds.Length * RankingFeatures.Count)
            {
                var evidence = Weigh(search, parts[search.ExampleNo], curve, balance, rated);
                if (evidence.HasPreference)
                {
                    weighed.Add(evidence);
                }
            }
        }

        return new Dataset
        {
            Searches = weighed,
            From = window.Count == 0 ? to - _options.Window : window[0].ServedAt,
            To = to,
            LastExample = window.Count == 0 ? 0 : window.Max(search => search.ExampleNo),
            Hash = DatasetHash.Of(weighed),
            DistrustedPeople = check.DistrustedPeople,
            DistrustedSearches = check.DistrustedSearches,
        };
    }

    /// <summary>Caps people, then shares the places among the modalities.</summary>
    private List<ClosedSearch> Choose(IReadOnlyList<ClosedSearch> window)
    {
        var perPerson = new Dictionary<string, int>();
        var capped = new List<ClosedSearch>();
        for (var i = window.Count - 1; i >= 0; i--)
        {
            var person = Person(window[i]);
            var count = perPerson.GetValueOrDefault(person);
            if (count < _options.MaxSearchesPerPerson && window[i].Grade.Any(grade => grade > 0))
            {
                perPerson[person] = count + 1;
                capped.Add(window[i]);
            }
        }

        if (capped.Count > _options.MaxSearches)
        {
            var strata = capped.GroupBy(search => search.Modality).ToDictionary(group => group.Key, group => group.ToList());
            var quotas = Quotas(strata.ToDictionary(s => s.Key, s => s.Value.Count), _options.MaxSearches);
            capped = [.. strata.SelectMany(stratum => stratum.Value.Take(quotas[stratum.Key]))];
        }

        return [.. capped.OrderBy(search => search.ServedAt).ThenBy(search => search.SearchId, StringComparer.Ordinal)];
    }

    /// <summary>Shares <paramref name="places"/> by the square root of the counts; what one stratum cannot fill goes to the others.</summary>
    public static Dictionary<string, int> Quotas(IReadOnlyDictionary<string, int> counts, int places)
    {
        var quotas = new Dictionary<string, int>();
        var open = counts.OrderBy(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).ToList();
        for (var i = 0; i < open.Count; i++)
        {
            var others = open.Skip(i + 1).Sum(c => Math.Sqrt(c.Value));
            var root = Math.Sqrt(open[i].Value);
            var quota = Math.Min(open[i].Value, others == 0 ? places : (int)(places * root / (root + others)));
            quotas[open[i].Key] = quota;
            places -= quota;
        }

        return quotas;
    }

    private WeighedSearch Weigh(
        ClosedSearch search, DatasetPart part, ExaminationCurve curve, RaterBalance balance, Dictionary<string, int> ratedSearches)
    {
        var items = Enumerable.Range(0, search.ItemIds.Length).Where(search.IsKnown).ToArray();
        var vocal = IsRated(search) ? Math.Min(1, _options.MaxRatedSearchesPerPerson / (double)ratedSearches[Person(search)]) : 1;
        return new WeighedSearch
        {
            Search = search,
            Part = part,
            Items = items,
            Labels = [.. items.Select(i => search.Grade[i])],
            Weights = [.. items.Select(i => (float)WeightOf(search, i, curve, balance))],
            QueryWeight = (float)(search.Weight * vocal),
        };
    }

    /// <summary>A click needs the position to be examined; a rating of something not clicked needs a rater as well.</summary>
    private static double WeightOf(ClosedSearch search, int item, ExaminationCurve curve, RaterBalance balance) =>
        1 / curve.At(search, item) * (float.IsNaN(search.Rating[item]) ? 1 : balance.WeightOf(search, item));

    private static bool IsRated(ClosedSearch search) => search.Rating.Any(rating => !float.IsNaN(rating));

    private static string Person(ClosedSearch search) => search.PersonId ?? search.SearchId;
}
