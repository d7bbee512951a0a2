namespace FeedbackLoop.SearchApi.Serving;

/// <summary>What is shown. All arrays run over the shown positions.</summary>
public sealed record ResultPage
{
    /// <summary>champion, challenger or interleaved.</summary>
    public required string Arm { get; init; }

    /// <summary>The ranker whose scores these are; of an interleaved page the champion's.</summary>
    public required string RankerVersion { get; init; }
    public long? ExperimentId { get; init; }

    /// <summary>Indices of the shown candidates in the scratch.</summary>
    public required int[] Candidates { get; init; }
    public required float[] Scores { get; init; }
    public required float[] Propensities { get; init; }

    /// <summary>For an interleaved page the team of each position: 0 champion, 1 challenger, -1 shared.</summary>
    public int[]? Teams { get; init; }

    /// <summary>Two positions (1-based) that were exchanged; null when none were.</summary>
    public int[]? Swapped { get; init; }
}
