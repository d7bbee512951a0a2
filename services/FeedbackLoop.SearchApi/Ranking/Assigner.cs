using FeedbackLoop.Data.Registry;
using FeedbackLoop.Learning.Experiments;
using FeedbackLoop.SearchApi.Serving;
using FeedbackLoop.SearchApi.Vectors;

namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>Decides who answers a search. At most one experiment runs, of rankers or of adapters; whatever it does not vary is the champion's.</summary>
public sealed class Assigner(RankerFollower rankers, AdapterFollower adapters, EmbedderFollower embedders)
{
    public Assignment Of(SearchInput input, string searchId)
    {
        var (ranking, adapting, space) = (rankers.Current, adapters.Current, embedders.Current);
        var champion = (Ranker: ranking.Champion, Adapter: adapting.Champion.For(space));
        var (experiment, challenger) =
            ranking is { Challenger: { } ranker, Experiment: { } ofRankers } ? (ofRankers, champion with { Ranker = ranker })
            : adapting is { Challenger: { } adapter, Experiment: { } ofAdapters } && adapter.Fits(space) ? (ofAdapters, champion with { Adapter = adapter })
            : ((RunningExperiment?)null, champion);

        // Whoever cannot be recognised is assigned anew with each search.
        var unit = input.PersonId ?? searchId;
        var reached = experiment is not null && HashAssignment.Bucket(experiment.Salt, unit) < experiment.Share;
        var isInterleaving = experiment?.Stage == ExperimentStage.Interleaving;
        var serving = reached && !isInterleaving ? challenger : champion;
        return new()
        {
            Arm = !reached ? Assignment.Champion : isInterleaving ? Assignment.Interleaved : Assignment.Challenger,
            Space = space,
            Ranker = serving.Ranker,
            Adapter = serving.Adapter,
            Other = reached && isInterleaving ? challenger : null,
            ExperimentId = isInterleaving && !reached ? null : experiment?.Id,
            Salt = experiment?.Salt ?? "",
            Unit = unit,
        };
    }
}
