namespace FeedbackLoop.Retrieval.Index;

/// <summary>How an <see cref="InvertedFileIndex"/> is built and, unless a search says otherwise, how hard it looks.</summary>
public sealed record InvertedFileOptions
{
    public int Seed { get; init; } = 1;

    /// <summary>Inverted lists; 0 chooses about three times the square root of the number of vectors.</summary>
    public int Lists { get; init; }

    /// <summary>Neighbouring values that share four bits of code, 1, 2, 4 or 8: more make smaller, rougher codes.</summary>
    public int SubspaceWidth { get; init; } = 2;

    /// <summary>Lists that a search looks into.</summary>
    public int Probes { get; init; } = 32;

    /// <summary>Candidates of the coded scan whose exact scores are computed.</summary>
    public int Rescored { get; init; } = 150;
}
