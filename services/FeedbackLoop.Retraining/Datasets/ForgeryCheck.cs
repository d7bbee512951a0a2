using System.Runtime.InteropServices;
using FeedbackLoop.Learning.Trust;
using FeedbackLoop.Retraining.Examples;
using FeedbackLoop.Retraining.Propensity;

namespace FeedbackLoop.Retraining.Datasets;

/// <summary>Leaves out the searches of people whose clicks are forged: the part of the defence that needs everybody's data (<see cref="ClickTrust"/>; what can
/// be told event by event FeatureStore has excluded already). Depends on the window and the examination curve alone, so that a run can be repeated.</summary>
public sealed record ForgeryCheck(IReadOnlyList<ClosedSearch> Kept, int DistrustedPeople, int DistrustedSearches)
{
    public static ForgeryCheck Of(IReadOnlyList<ClosedSearch> window, ExaminationCurve curve)
    {
        var people = new Dictionary<string, int>(StringComparer.Ordinal);
        var documents = new Dictionary<(string Query, string Item), int>();
        var shown = new List<PersonImpression>();
        foreach (var search in window)
        {
            var person = Number(people, Person(search));
            double[] propensities = [.. search.ItemIds.Select((_, i) => curve.At(search, i))];

            // Whoever rates or buys without a click says as much: whatever teaches is tested.
            bool[] acted = [.. search.ItemIds.Select((_, i) => search.Clicked[i] || search.Grade[i] > 0)];
            var deepest = PersonImpression.Deepest(acted, propensities);
            for (var i = 0; i < acted.Length; i++)
            {
                shown.Add(new PersonImpression(person, Number(documents, (search.QueryKey, search.ItemIds[i])), propensities[i], i == deepest));
            }
        }

        var report = ClickTrust.Judge(CollectionsMarshal.AsSpan(shown), people.Count, documents.Count);
        var kept = window.Where(search => report.Trusted[people[Person(search)]]).ToList();
        return new ForgeryCheck(kept, report.Alone + report.Together, window.Count - kept.Count);
    }

    private static string Person(ClosedSearch search) => search.PersonId ?? search.SearchId;

    private static int Number<TKey>(Dictionary<TKey, int> numbers, TKey key) where TKey : notnull
    {
        if (!numbers.TryGetValue(key, out var number))
        {
            numbers[key] = number = numbers.Count;
        }

        return number;
    }
}
