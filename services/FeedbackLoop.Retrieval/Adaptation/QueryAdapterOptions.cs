namespace FeedbackLoop.Retrieval.Adaptation;

/// <summary>How a <see cref="QueryAdapter"/> is trained. The same evidence, options and seed give the same adapter.</summary>
public sealed record QueryAdapterOptions
{
    public int Seed { get; init; } = 1;

    public int Epochs { get; init; } = 10;

    /// <summary>Items drawn at random that the right one has to beat in each step.</summary>
    public int Negatives { get; init; } = 24;

    public double LearningRate { get; init; } = 0.1;

    /// <summary>Similarities are divided by this before the softmax.</summary>
    public double Temperature { get; init; } = 0.1;

    /// <summary>Pull of each word's correction towards nothing: words with little evidence change little.</summary>
    public double Decay { get; init; } = 1e-3;

    /// <summary>A word is corrected only if at least this many pieces of evidence have it.</summary>
    public int MinEvidence { get; init; } = 3;
}
