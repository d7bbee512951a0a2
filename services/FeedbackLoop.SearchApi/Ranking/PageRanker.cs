using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Data.Features;
using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.SearchApi.Serving;

namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>Makes the shown page of the candidates: features, the ranker of this person's arm, interleaving, and the exchange by which position bias is learned.</summary>
public sealed class PageRanker(PositionBiasFollower bias, IFeatureCache cache, FeatureExtractor extractor, SearchOptions options)
{
    /// <param name="input">The query.</param>
    /// <param name="searchId">Its id.</param>
    /// <param name="assignment">Who answers.</param>
    /// <param name="found">What the assigned adapter found.</param>
    /// <param name="foundByOther">What the other adapter found, when adapters are interleaved and see this query differently; else null.</param>
    /// <param name="now">The moment of the search.</param>
    /// <param name="timings">Where its stages are booked.</param>
    /// <param name="cancellationToken">Stops waiting for features.</param>
    public async ValueTask<ResultPage> RankAsync(
        SearchInput input, string searchId, Assignment assignment, (Retrieved Retrieved, SearchScratch Scratch) found,
        (Retrieved Retrieved, SearchScratch Scratch)? foundByOther, DateTimeOffset now, SearchTimings timings, CancellationToken cancellationToken)
    {
        var (retrieved, scratch) = found;
        await FillAsync(input, retrieved, scratch, now, cancellationToken);
        if (foundByOther is { } second)
        {
            await FillAsync(input, second.Retrieved, second.Scratch, now, cancellationToken);
        }

        timings.End(SearchTimings.Features);
        Score(assignment.Ranker, scratch, scratch.Scores);
        var order = Order(scratch, scratch.Scores);
        int[]? teams = null;
        int[] shown;
        if (assignment.Other is { } other)
        {
            var (theirs, scores) = foundByOther is { } by ? (by.Scratch, by.Scratch.Scores) : (scratch, scratch.OtherScores);
            Score(other.Ranker, theirs, scores);
            (shown, teams) = Interleave(order, Order(theirs, scores), input.Take, assignment.Salt, assignment.Unit, retrieved.QueryKey);
        }
        else
        {
            shown = order[..Math.Min(input.Take, order.Length)];
        }

        var swapped = Swap(searchId, shown, teams);
        var page = Page(input, assignment, scratch, foundByOther?.Scratch, shown, teams, swapped);
        timings.End(SearchTimings.Rank);
        return page;
    }

    private async ValueTask FillAsync(SearchInput input, Retrieved retrieved, SearchScratch scratch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await cache.GetAsync(
            ["", FeatureCounters.ModalityScope(input.Modality), FeatureCounters.QueryScope(retrieved.QueryKey)],
            new ArraySegment<string>(scratch.ItemIds, 0, scratch.Count), scratch.Counters.AsMemory(0, 3 * scratch.Count), cancellationToken);
        extractor.Fill(scratch, retrieved.Catalog, retrieved.Query, input.Modality, retrieved.Space, retrieved.QueryVector, now);
    }

    private static void Score(ServingRanker ranker, SearchScratch scratch, float[] scores) =>
        ranker.Score(scratch.Features.AsSpan(0, scratch.Count * RankingFeatures.Count), scores.AsSpan(0, scratch.Count));

    /// <summary>Ordinals of the candidates, best first.</summary>
    private static int[] Order(SearchScratch scratch, float[] scores) =>
        Array.ConvertAll(TopItems.Order(scores.AsSpan(0, scratch.Count)), candidate => scratch.Candidates[candidate]);

    private ResultPage Page(
        SearchInput input, Assignment assignment, SearchScratch scratch, SearchScratch? ofOther, int[] shown, int[]? teams, int[]? swapped)
    {
        var scores = new float[shown.Length];
        var features = new float[shown.Length * RankingFeatures.Count];
        for (var i = 0; i < shown.Length; i++)
        {
            // What only the other adapter found has its features there.
            var from = ofOther is not null && teams![i] == 1 ? ofOther : scratch;
            var candidate = from.Candidates.AsSpan(0, from.Count).IndexOf(shown[i]);
            scores[i] = from.Scores[candidate];
            from.FeaturesOf(candidate).CopyTo(features.AsSpan(i * RankingFeatures.Count));
        }

        return new()
        {
            Arm = assignment.Arm,
            RankerVersion = assignment.Ranker.Version,
            AdapterVersion = assignment.Adapter.Version,
            ExperimentId = assignment.ExperimentId,
            Items = shown,
            Scores = scores,
            Features = features,
            Propensities = bias.Current.Of(input.Modality, shown.Length),
            Teams = teams,
            Swapped = swapped,
        };
    }

    /// <summary>The same person sees the same mixture when asking again: chance comes from both.</summary>
    private static (int[] Shown, int[] Teams) Interleave(int[] champion, int[] challenger, int take, string salt, string unit, string queryKey)
    {
        var seed = (int)(HashAssignment.Bucket(salt + " draft " + unit, queryKey) * int.MaxValue);
        var merged = TeamDraft.Merge<int>([champion, challenger], take, seed);
        return ([.. merged.Items], [.. merged.Teams]);
    }

    /// <summary>With the configured probability exchanges two random positions. Chance comes from the search's id: looking again gives the same page.</summary>
    private int[]? Swap(string searchId, int[] shown, int[]? teams)
    {
        if (shown.Length < 2 || HashAssignment.Bucket("swap", searchId) >= options.SwapProbability)
        {
            return null;
        }

        var first = (int)(HashAssignment.Bucket("swap first", searchId) * shown.Length);
        var second = (int)(HashAssignment.Bucket("swap second", searchId) * (shown.Length - 1));
        second += second >= first ? 1 : 0;
        (first, second) = (Math.Min(first, second), Math.Max(first, second));
        (shown[first], shown[second]) = (shown[second], shown[first]);
        if (teams is not null)
        {
            (teams[first], teams[second]) = (teams[second], teams[first]);
        }

        return [first + 1, second + 1];
    }
}
