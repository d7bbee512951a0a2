namespace FeedbackLoop.Learning.LambdaMart;

/// <summary>How feature values are cut into bins.</summary>
public sealed record BinningOptions
{
    /// <summary>Most bins of a feature, the one for missing values included; 2 to 255.</summary>
    public int MaxBins { get; init; } = 255;

    /// <summary>Rows that the cuts are chosen from.</summary>
    public int SampleRows { get; init; } = 200_000;

    /// <summary>Least sampled rows in a bin.</summary>
    public int MinDataInBin { get; init; } = 3;

    /// <summary>Keeps the raw rows beside the bins, for trainers that bin them themselves.</summary>
    public bool KeepRows { get; init; }

    /// <summary>Seed of the sample.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Worker threads; 0 is one per processor. Does not change the result.</summary>
    public int Threads { get; init; }
}
