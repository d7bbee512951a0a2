namespace FeedbackLoop.SearchApi.Serving;

/// <summary>What is shown. All arrays run over the shown positions.</summary>
public sealed record ResultPage
{
    /// <summary>champion, challenger or interleaved.</summary>
    public required string Arm { get; init; }

    /// <summary>The ranker that answered; of an interleaved page the champion's, whose scores these are.</summary>
    public required string RankerVersion { get; init; }

    /// <summary>The query adapter that answered; of an interleaved page the champion's.</summary>
    public required string AdapterVersion { get; init; }
    public long? ExperimentId { get; init; }

    /// <summary>Ordinals of the shown items.</summary>
    public required int[] Items { get; init; }

    /// <summary>The ranker's scores. Where adapters are interleaved an item is scored with the features under which its team found it.</summary>
    public required float[] Scores { get; init; }

    /// <summary>Shown items x <see cref="Contracts.Features.RankingFeatures.Count"/>, as they were scored.</summary>
    public required float[] Features { get; init; }
    public required float[] Propensities { get; init; }

    /// <summary>For an interleaved page the team of each position: 0 champion, 1 challenger, -1 shared.</summary>
    public int[]? Teams { get; init; }

    /// <summary>Two positions (1-based) that were exchanged; null when none were.</summary>
    public int[]? Swapped { get; init; }
}
