namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>How the built-in embedder is trained. The same options, pairs and seed give the same model.</summary>
public sealed record EmbedderOptions
{
    public int Seed { get; init; } = 1;

    /// <summary>Values in a vector.</summary>
    public int Dimensions { get; init; } = 128;

    /// <summary>Principal components kept of a picture's features.</summary>
    public int PictureComponents { get; init; } = 320;

    /// <summary>Latent dimensions kept of the words before the two sides are aligned.</summary>
    public int TextComponents { get; init; } = 320;

    /// <summary>Ridge on both covariances, as a share of their mean eigenvalue: more means a smoother model.</summary>
    public double Ridge { get; init; } = 0.5;
}
