using FeedbackLoop.SearchApi.Vectors;

namespace FeedbackLoop.SearchApi.Ranking;

/// <summary>Who answers one search: the embedder's space, and a ranker with an adapter; while interleaving two such pairs, which differ in one of them.</summary>
public sealed record Assignment
{
    public const string Champion = "champion";
    public const string Challenger = "challenger";
    public const string Interleaved = "interleaved";

    /// <summary><see cref="Champion"/>, <see cref="Challenger"/> or <see cref="Interleaved"/>.</summary>
    public required string Arm { get; init; }

    /// <summary>Null while no embedder is deployed.</summary>
    public required VectorSpace? Space { get; init; }

    public required ServingRanker Ranker { get; init; }
    public required ServingAdapter Adapter { get; init; }

    /// <summary>The pair whose results are mixed in; null unless interleaved.</summary>
    public (ServingRanker Ranker, ServingAdapter Adapter)? Other { get; init; }

    /// <summary>Null outside of an experiment, and for people whom it does not reach.</summary>
    public long? ExperimentId { get; init; }

    /// <summary>The layer of the hash assignment; empty outside of an experiment.</summary>
    public string Salt { get; init; } = "";

    /// <summary>Whoever is assigned: a person, or a search of nobody known.</summary>
    public required string Unit { get; init; }
}
