using FeedbackLoop.SearchApi.Ranking;

namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>The adapters that serve at one moment. Immutable: a search keeps the one it started with.</summary>
public sealed record ServingAdapters
{
    public required ServingAdapter Champion { get; init; }

    /// <summary>Null outside of an experiment with adapters.</summary>
    public ServingAdapter? Challenger { get; init; }

    /// <summary>Set together with <see cref="Challenger"/>.</summary>
    public RunningExperiment? Experiment { get; init; }
}
