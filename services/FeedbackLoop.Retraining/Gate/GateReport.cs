namespace FeedbackLoop.Retraining.Gate;

/// <summary>The gate's verdict with the numbers that led to it.</summary>
public sealed record GateReport
{
    public required bool Passed { get; init; }
    public required string Reason { get; init; }
    public required int Searches { get; init; }
    public required int People { get; init; }
    public required double ChampionNdcg { get; init; }
    public required double CandidateNdcg { get; init; }

    /// <summary>Candidate minus champion, with its bootstrap interval over people.</summary>
    public required double Difference { get; init; }
    public required double Lower { get; init; }
    public required double Upper { get; init; }
    public required double ChampionAccuracy { get; init; }
    public required double CandidateAccuracy { get; init; }

    /// <summary>Effective number of searches under their weights (Kish): far below <see cref="Searches"/>, a few weights decide.</summary>
    public required double EffectiveSearches { get; init; }
}
