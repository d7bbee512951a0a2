using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Search;
using FeedbackLoop.Data.Events;
using FeedbackLoop.SearchApi.Catalog;
using FeedbackLoop.SearchApi.Ranking;
using Microsoft.Extensions.ObjectPool;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>Answers a query: retrieve, rank, remember what was shown.</summary>
public sealed class SearchEngine(
    CandidateRetriever retriever, Assigner assigner, PageRanker ranker, ServedLog log, ObjectPool<SearchScratch> scratches, TimeProvider time, SearchTelemetry telemetry)
{
    private const int MostFacetValues = 12;

    /// <exception cref="InvalidSearchException">The picture cannot be taken.</exception>
    /// <exception cref="SearchUnavailableException">The query needs an embedder, and none is deployed yet.</exception>
    public async Task<SearchAnswer> SearchAsync(SearchInput input, CancellationToken cancellationToken)
    {
        using var activity = telemetry.Source.StartActivity("search");
        var timings = new SearchTimings();
        var (response, served) = await MakeAsync(input, timings, cancellationToken);
        await log.AppendAsync(served);
        timings.End(SearchTimings.Log);
        telemetry.Record(response.Modality, response.Ranker.Arm, response.Results.Count, timings, activity);
        return new(response with { TookMs = Math.Round(timings.TotalMilliseconds, 3) }, timings);
    }

    /// <summary>Does all that a search does except telling anybody: nothing is logged, counted or traced.</summary>
    public async Task<SearchResponse> RehearseAsync(SearchInput input, CancellationToken cancellationToken) =>
        (await MakeAsync(input, new SearchTimings(), cancellationToken)).Response;

    private async ValueTask<(SearchResponse Response, NewEvent Served)> MakeAsync(SearchInput input, SearchTimings timings, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var searchId = Guid.CreateVersion7(now).ToString("N");
        var assignment = assigner.Of(input, searchId);
        var scratch = scratches.Get();
        var other = assignment.Other is { } mixed && mixed.Adapter != assignment.Adapter ? scratches.Get() : null;
        try
        {
            var retrieved = await retriever.RetrieveAsync(input, assignment.Space, assignment.Adapter, scratch, timings, cancellationToken);
            var again = other is null ? null : await retriever.RetrieveAgainAsync(input, retrieved, assignment.Other!.Value.Adapter, other, timings, cancellationToken);
            var page = await ranker.RankAsync(
                input, searchId, assignment, (retrieved, scratch), again is null ? null : (again, other!), now, timings, cancellationToken);
            var served = Remember(input, searchId, retrieved, page, scratch, now, timings);
            return (Answer(input, searchId, retrieved, page, scratch), served);
        }
        finally
        {
            GiveBack(scratch);
            GiveBack(other);
        }
    }

    private void GiveBack(SearchScratch? scratch)
    {
        if (scratch is not null)
        {
            scratch.Clear();
            scratches.Return(scratch);
        }
    }

    private static SearchResponse Answer(SearchInput input, string searchId, Retrieved retrieved, ResultPage page, SearchScratch scratch)
    {
        var results = new SearchResult[page.Items.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var item = retrieved.Catalog.Items[page.Items[i]];
            results[i] = new()
            {
                ItemId = item.ItemId,
                Title = item.Title,
                ImageUrl = ItemLinks.Image(item),
                Price = item.Price,
                Position = i + 1,
                Score = page.Scores[i],
            };
        }

        return new()
        {
            SearchId = searchId,
            Modality = input.Modality,
            Query = input.Text,
            CorrectedQuery = retrieved.Query.IsCorrected ? retrieved.Query.Text : null,
            Ranker = new(page.RankerVersion, page.Arm),
            TookMs = 0,
            Results = results,
            Facets = new Dictionary<string, IReadOnlyList<FacetCount>>
            {
                ["category"] = Count(retrieved.Catalog.Categories, scratch),
                ["type"] = Count(retrieved.Catalog.Types, scratch),
                ["colour"] = Count(retrieved.Catalog.Colours, scratch),
            },
        };
    }

    private static FacetCount[] Count(FieldIndex field, SearchScratch scratch)
    {
        Span<int> values = stackalloc int[scratch.Count];
        for (var c = 0; c < values.Length; c++)
        {
            values[c] = field.ValueOf(scratch.Candidates[c]);
        }

        values.Sort();
        var counts = new List<FacetCount>();
        for (var start = 0; start < values.Length;)
        {
            var value = values[start];
            var length = values[start..].LastIndexOf(value) + 1;
            if (value >= 0)
            {
                counts.Add(new(field.Values[value], length));
            }

            start += length;
        }

        counts.Sort(static (a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : string.CompareOrdinal(a.Value, b.Value));
        return counts.Count <= MostFacetValues ? [.. counts] : [.. counts[..MostFacetValues]];
    }

    private static NewEvent Remember(
        SearchInput input, string searchId, Retrieved retrieved, ResultPage page, SearchScratch scratch, DateTimeOffset now, SearchTimings timings)
    {
        var served = new SearchServed
        {
            SearchId = searchId,
            PersonId = input.PersonId,
            Query = input.Text ?? "",
            QueryKey = retrieved.QueryKey,
            Modality = input.Modality,
            Cohort = input.Cohort,
            RankerVersion = page.RankerVersion,
            EmbedderVersion = retrieved.Space?.Version ?? "none",
            AdapterVersion = page.AdapterVersion,
            Arm = page.Arm,
            ExperimentId = page.ExperimentId,
            ServedAt = now,
            ItemIds = Array.ConvertAll(page.Items, item => retrieved.Catalog.Items[item].ItemId),
            Scores = page.Scores,
            Propensities = page.Propensities,
            Features = MemoryMarshal.AsBytes<float>(page.Features).ToArray(),
            FeatureVersion = RankingFeatures.Version,
            Swapped = page.Swapped,
            Teams = page.Teams,
            TookMs = (float)Math.Round(timings.TotalMilliseconds, 3),
            VectorMatch = scratch.VectorCount > 0 && float.IsFinite(scratch.VectorScores[0]) ? scratch.VectorScores[0] : null,
        };
        return new()
        {
            MessageId = "served-" + searchId,
            PersonId = input.PersonId,
            Name = EventNames.SearchServed,
            SearchId = searchId,
            OccurredAt = now,
            ReceivedAt = now,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null,
            Payload = JsonSerializer.SerializeToUtf8Bytes(served, SearchServedJson.Default.SearchServed),
        };
    }
}
