using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Retraining.Datasets;
using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Drift;

/// <summary>One shown item of each search, drawn by the search's hash: items of one search resemble each other and would make every difference look certain.</summary>
public sealed class DriftSample
{
    public const string Grade = "grade";

    private readonly List<float>[] _features = [.. RankingFeatures.Names.Select(_ => new List<float>())];
    private readonly List<float> _grades = [];

    public int Count => _grades.Count;

    public static IEnumerable<string> Subjects => [.. RankingFeatures.Names, Grade];

    public void Add(ClosedSearch search)
    {
        if (search.ItemIds.Length == 0 || search.Features.Length != search.ItemIds.Length * RankingFeatures.Count)
        {
            return;
        }

        var item = (int)(PersonHash.Uniform("drift", search.SearchId) * search.ItemIds.Length);
        for (var f = 0; f < _features.Length; f++)
        {
            _features[f].Add(search.Features[item * RankingFeatures.Count + f]);
        }

        _grades.Add(search.Grade.Max());
    }

    /// <summary>The values of a subject: a feature of the drawn items, or the best grade of each search.</summary>
    public float[] ValuesOf(string subject) => subject == Grade ? [.. _grades] : [.. _features[Array.IndexOf(RankingFeatures.Names, subject)]];
}
