namespace FeedbackLoop.Retrieval.Embedding.Clip;

/// <summary>How a CLIP-like model wants its pictures (its preprocessor_config.json). The values are those of OpenAI's ViT-B/32.</summary>
public sealed record ClipPreprocessing
{
    /// <summary>Side of the square that the model takes, in pixels; also the length that the shorter side is resized to.</summary>
    public int Size { get; init; } = 224;

    /// <summary>Mean of red, green and blue, of values from 0 to 1.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0.48145466f, 0.4578275f, 0.40821073f];

    /// <summary>Standard deviation of red, green and blue.</summary>
    public IReadOnlyList<float> Deviation { get; init; } = [0.26862954f, 0.26130258f, 0.27577711f];
}
