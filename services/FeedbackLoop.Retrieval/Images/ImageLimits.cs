namespace FeedbackLoop.Retrieval.Images;

/// <summary>What a picture file may cost. Both are checked on the header, before anything is decoded.</summary>
public sealed record ImageLimits
{
    public static ImageLimits Default { get; } = new();

    /// <summary>Bytes of the file; 8 MB unless said otherwise.</summary>
    public int MaxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Pixels of the decoded picture; 24 million unless said otherwise.</summary>
    public int MaxPixels { get; init; } = 24_000_000;
}
