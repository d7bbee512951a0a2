using FeedbackLoop.Retrieval.Images;

namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>One catalogue item as the embedder learns from it: its words, and its picture as pixels or as features.</summary>
public sealed record EmbeddingPair
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public string? Category { get; init; }

    public string? Type { get; init; }

    public string? Colour { get; init; }

    /// <summary>Brand, material, audience and whatever else is known, as words.</summary>
    public string? Attributes { get; init; }

    /// <summary>The picture itself; not needed when <see cref="Features"/> is given.</summary>
    public RgbImage? Picture { get; init; }

    /// <summary>What <see cref="PictureFeatures.Extract"/> gave for the picture; so pictures need not be held in memory.</summary>
    public float[]? Features { get; init; }

    /// <summary>All words about the item, as indexed and embedded for it: the title counts twice.</summary>
    public string FullText => string.Join(' ', new[] { Title, Title, Category, Type, Colour, Attributes, Description }.Where(part => !string.IsNullOrWhiteSpace(part)));
}
