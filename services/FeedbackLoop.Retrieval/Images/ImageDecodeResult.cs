using System.Diagnostics.CodeAnalysis;

namespace FeedbackLoop.Retrieval.Images;

/// <summary>A decoded picture, or why there is none.</summary>
public sealed record ImageDecodeResult
{
    public RgbImage? Image { get; init; }

    public ImageFailure Failure { get; init; }

    /// <summary>One sentence for the person who sent the file; empty when the picture was decoded.</summary>
    public string Message { get; init; } = "";

    [MemberNotNullWhen(true, nameof(Image))]
    public bool Succeeded => Image is not null;

    public static ImageDecodeResult Failed(ImageFailure failure, string message) => new() { Failure = failure, Message = message };
}
