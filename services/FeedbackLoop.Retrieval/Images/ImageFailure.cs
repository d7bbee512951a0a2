namespace FeedbackLoop.Retrieval.Images;

/// <summary>Why a file is not taken as a picture.</summary>
public enum ImageFailure
{
    None,

    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>More bytes than <see cref="ImageLimits.MaxBytes"/>.</summary>
    TooManyBytes,

    /// <summary>Neither JPEG nor PNG nor WebP by its first bytes.</summary>
    UnknownFormat,

    /// <summary>The header is cut off or contradicts itself.</summary>
    DamagedHeader,

    /// <summary>More pixels than <see cref="ImageLimits.MaxPixels"/>, by the header: nothing was decoded.</summary>
    TooManyPixels,

    /// <summary>The header is good but the data behind it is not.</summary>
    DamagedData,
}
