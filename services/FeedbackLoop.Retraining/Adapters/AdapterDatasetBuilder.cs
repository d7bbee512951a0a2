using System.Security.Cryptography;
using System.Text;
using FeedbackLoop.Retraining.Datasets;
using FeedbackLoop.Retraining.Examples;
using FeedbackLoop.Retraining.Propensity;
using FeedbackLoop.Retrieval.Adaptation;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.Retraining.Adapters;

/// <summary>Makes evidence about people's words of the closed searches: what they took, over the chance that they looked there, and what they refused.
/// Nothing in it depends on the embedder of old: after a change the same searches teach an adapter of the new one.</summary>
public sealed class AdapterDatasetBuilder(ExampleReader examples, IOptions<RetrainingOptions> options)
{
    private readonly DatasetOptions _dataset = options.Value.Dataset;
    private readonly AdapterOptions _options = options.Value.Adapter;

    /// <param name="to">End of the window; stored with the run, so that the run can be repeated.</param>
    public async Task<AdapterDataset> BuildAsync(DateTimeOffset to, EmbeddedCatalog catalog, ExaminationCurve curve, CancellationToken cancellationToken)
    {
        var window = new List<ClosedSearch>();
        await foreach (var search in examples.OfWordsAsync(to - _dataset.Window, to, cancellationToken))
        {
            window.Add(search);
        }

        var chosen = Choose(window);
        var split = new DatasetSplit(_dataset, chosen.Count == 0 ? to : chosen[(int)(chosen.Count * (1 - _dataset.HeldOutNewest))].ServedAt);
        var training = new List<QueryFeedback>();
        var heldOut = new List<HeldOutQuery>();
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(catalog.Version));
        var searches = 0;
        foreach (var search in chosen)
        {
            var part = split.Of(search);
            var evidence = part == DatasetPart.None ? [] : Evidence(search, catalog, curve).ToList();
            if (evidence.Count == 0)
            {
                continue;
            }

            // The vector is of what was searched, typing errors forgiven; the words are those that people used.
            if (!vectors.TryGetValue(search.QueryKey, out var vector))
            {
                vectors[search.QueryKey] = vector = catalog.Embed(search.QueryKey);
            }

            searches++;
            Append(hash, search, part, evidence);
            if (part != DatasetPart.HeldOut)
            {
                training.AddRange(evidence.Select(e => new QueryFeedback { Query = search.Query, Vector = vector, Item = e.Row, Weight = e.Weight }));
            }
            else if (evidence.Where(e => e.Weight > 0).ToList() is { Count: > 0 } taken)
            {
                heldOut.Add(new(search.PersonId ?? search.SearchId, search.Query, vector, taken));
            }
        }

        return new AdapterDataset
        {
            Training = training,
            HeldOut = heldOut,
            Searches = searches,
            From = window.Count == 0 ? to - _dataset.Window : window[0].ServedAt,
            To = to,
            LastExample = window.Count == 0 ? 0 : window.Max(search => search.ExampleNo),
            Hash = Convert.ToHexStringLower(hash.GetHashAndReset()),
        };
    }

    /// <summary>The newest of each person, as many as one person may say.</summary>
    private List<ClosedSearch> Choose(List<ClosedSearch> window)
    {
        var perPerson = new Dictionary<string, int>(StringComparer.Ordinal);
        var chosen = new List<ClosedSearch>();
        foreach (var search in Enumerable.Reverse(window))
        {
            var person = search.PersonId ?? search.SearchId;
            var count = perPerson[person] = perPerson.GetValueOrDefault(person) + 1;
            if (count <= _dataset.MaxSearchesPerPerson && chosen.Count < _dataset.MaxSearches)
            {
                chosen.Add(search);
            }
        }

        chosen.Reverse();
        return chosen;
    }

    private IEnumerable<(int Row, double Weight)> Evidence(ClosedSearch search, EmbeddedCatalog catalog, ExaminationCurve curve)
    {
        for (var i = 0; i < search.ItemIds.Length; i++)
        {
            var weight = WeightOf(search, i, curve);
            if (weight != 0 && catalog.RowOf(search.ItemIds[i]) is var row and >= 0)
            {
                yield return (row, weight);
            }
        }
    }

    /// <summary>Above zero: taken; below: refused; zero: neither, or nothing is known.</summary>
    private double WeightOf(ClosedSearch search, int item, ExaminationCurve curve)
    {
        if (search.Rating[item] < 0)
        {
            // To rate it they had to see it.
            return search.Weight * search.Rating[item];
        }

        // A click and back again at once is no sign that the words meant this.
        return search.Grade[item] > 0 ? search.Weight * Math.Min(_options.MaxWeight, 1 / curve.At(search, item)) * search.Grade[item] / 4 : 0;
    }

    private static void Append(IncrementalHash hash, ClosedSearch search, DatasetPart part, List<(int Row, double Weight)> evidence)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        writer.Write((byte)part);
        writer.Write(search.SearchId);
        writer.Write(search.Query);
        writer.Write(search.QueryKey);
        writer.Write(evidence.Count);
        foreach (var (row, weight) in evidence)
        {
            writer.Write(row);
            writer.Write(weight);
        }

        writer.Flush();
        hash.AppendData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}
