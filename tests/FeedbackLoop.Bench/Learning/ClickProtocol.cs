namespace FeedbackLoop.Bench.Learning;

/// <summary>How the sessions of the <c>clicks</c> command come about.</summary>
internal sealed record ClickProtocol
{
    /// <summary>Sessions of all rounds together, those without a click included.</summary>
    public required int Sessions { get; init; }

    /// <summary>Strength of the first logging rankers: 1%, 10% or strong.</summary>
    public required string Logger { get; init; }

    /// <summary>Whether a second ranker competes: half of the sessions interleave both, a quarter each shows one.</summary>
    public required bool Variation { get; init; }

    /// <summary>1 is a log by fixed rankers. More: after each part of the sessions the estimator's newest ranker takes over, and the one before competes.</summary>
    public required int Rounds { get; init; }
}
