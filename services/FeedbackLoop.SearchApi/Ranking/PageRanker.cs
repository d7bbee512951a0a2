using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Data.Features;
using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.Learning.Interleaving;
using FeedbackLoop.SearchApi.Serving;

namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>Makes the shown page of the candidates: features, the ranker of this person's arm, interleaving, and the exchange by which position bias is learned.</summary>
public sealed class PageRanker(
    RankerFollower rankers, PositionBiasFollower bias, IFeatureCache cache, FeatureExtractor extractor, SearchOptions options)
{
    private const string Champion = "champion";
    private const string Challenger = "challenger";
    private const string Interleaved = "interleaved";

    public async ValueTask<ResultPage> RankAsync(
        SearchInput input, string searchId, Retrieved retrieved, SearchScratch scratch, DateTimeOffset now, SearchTimings timings,
        CancellationToken cancellationToken)
    {
        await cache.GetAsync(
            ["", FeatureCounters.ModalityScope(input.Modality), FeatureCounters.QueryScope(retrieved.QueryKey)],
            new ArraySegment<string>(scratch.ItemIds, 0, scratch.Count), scratch.Counters.AsMemory(0, 3 * scratch.Count), cancellationToken);
        extractor.Fill(scratch, retrieved.Catalog, retrieved.Query, input.Modality, retrieved.Space, retrieved.QueryVector, now);
        timings.End(SearchTimings.Features);

        // Whoever cannot be recognised is assigned anew with each search.
        var serving = rankers.Current;
        var unit = input.PersonId ?? searchId;
        var arm = ArmOf(serving, unit);
        var ranker = arm == Challenger ? serving.Challenger! : serving.Champion;
        var features = scratch.Features.AsSpan(0, scratch.Count * RankingFeatures.Count);
        var scores = scratch.Scores.AsSpan(0, scratch.Count);
        ranker.Score(features, scores);
        var take = Math.Min(input.Take, scratch.Count);
        var order = TopItems.Order(scores);
        int[]? teams = null;
        int[] shown;
        if (arm == Interleaved)
        {
            var others = scratch.OtherScores.AsSpan(0, scratch.Count);
            serving.Challenger!.Score(features, others);
            (shown, teams) = Interleave(order, TopItems.Order(others), take, serving.Salt, unit, retrieved.QueryKey);
        }
        else
        {
            shown = order[..take];
        }

        var swapped = Swap(searchId, shown, teams);
        var page = new ResultPage
        {
            Arm = arm,
            RankerVersion = ranker.Version,
            ExperimentId = serving.Stage == ExperimentStage.Interleaving && arm != Interleaved ? null : serving.ExperimentId,
            Candidates = shown,
            Scores = Array.ConvertAll(shown, c => scratch.Scores[c]),
            Propensities = bias.Current.Of(input.Modality, shown.Length),
            Teams = teams,
            Swapped = swapped,
        };
        timings.End(SearchTimings.Rank);
        return page;
    }

    private static string ArmOf(ServingRankers serving, string unit) =>
        serving.Challenger is null || HashAssignment.Bucket(serving.Salt, unit) >= serving.Share ? Champion
        : serving.Stage == ExperimentStage.Interleaving ? Interleaved
        : Challenger;

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
