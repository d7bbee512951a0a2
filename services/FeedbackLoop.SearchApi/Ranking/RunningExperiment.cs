using FeedbackLoop.Data.Registry;

namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>The experiment that people are split by.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Stage">One of <see cref="ExperimentStage"/>.</param>
/// <param name="Salt">The layer of the hash assignment.</param>
/// <param name="Share">Share of people whom the challenger reaches.</param>
public sealed record RunningExperiment(long Id, string Stage, string Salt, double Share)
{
    /// <summary>Null outside of an experiment.</summary>
    public static RunningExperiment? Of(DeployedModels deployed) =>
        deployed.ExperimentId is { } id ? new(id, deployed.Stage ?? ExperimentStage.Ab, deployed.Salt ?? "", deployed.Share) : null;
}
