namespace FeedbackLoop.Retraining.Adapters;

/// <summary>The gate's verdict on an adapter with the numbers that led to it.</summary>
public sealed record AdapterGateReport
{
    public required bool Passed { get; init; }
    public required string Reason { get; init; }
    public required int Searches { get; init; }
    public required int People { get; init; }

    /// <summary>Share of the kind of things that held-out people took which vector search finds with the adapter that serves.</summary>
    public required double ChampionRecall { get; init; }

    /// <summary>The same with the candidate.</summary>
    public required double CandidateRecall { get; init; }

    /// <summary>Candidate minus champion, with its bootstrap interval over people.</summary>
    public required double Difference { get; init; }
    public required double Lower { get; init; }
    public required double Upper { get; init; }

    /// <summary>Recall of queries in the catalogue's own words.</summary>
    public required double ChampionOwnWords { get; init; }

    /// <summary>The same with the candidate.</summary>
    public required double CandidateOwnWords { get; init; }
}
