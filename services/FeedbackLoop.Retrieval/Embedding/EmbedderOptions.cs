namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>How the built-in embedder is trained. The same options, pairs and seed give the same model.</summary>
public sealed record EmbedderOptions
{
    public int Seed { get; init; } = 1;

    /// <summary>Values in a vector.</summary>
    public int Dimensions { get; init; } = 128;

    /// <summary>Principal components kept of a picture's features.</summary>
    public int PictureComponents { get; init; } = 420;

    /// <summary>Latent dimensions kept of the words before the two sides are aligned.</summary>
    public int TextComponents { get; init; } = 256;

    /// <summary>Ridge on both covariances, as a share of their mean eigenvalue: more means a smoother model.</summary>
    public double Ridge { get; init; } = 0.1;

    /// <summary>
    /// How strongly a direction's correlation weighs: correlations to this power, as in Gong, Ke, Isard and Lazebnik,
    /// "A Multi-View Embedding Space for Modeling Internet Images" (IJCV 2014).
    /// </summary>
    public double CorrelationPower { get; init; } = 1;

    /// <summary>Rectified units in each encoder's hidden layer.</summary>
    public int HiddenUnits { get; init; } = 256;

    /// <summary>Passes over the items in contrastive refinement; 0 leaves the closed-form alignment.</summary>
    public int Epochs { get; init; } = 40;

    public int BatchSize { get; init; } = 256;

    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Share of inputs and of hidden units left out at random in each step.</summary>
    public double Dropout { get; init; } = 0.3;

    public double WeightDecay { get; init; } = 0.03;

    /// <summary>Similarities are divided by this before the softmax.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>How much queries by bare attributes count against those by whole titles.</summary>
    public double AttributeWeight { get; init; } = 3;
}
