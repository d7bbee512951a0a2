namespace FeedbackLoop.Retrieval.Index;

/// <summary>How an <see cref="InvertedFileIndex"/> is built and, unless a search says otherwise, how hard it looks.</summary>
public sealed record InvertedFileOptions
{
    public int Seed { get; init; } = 1;

    /// <summary>Inverted lists; 0 chooses about three times the square root of the number of vectors.</summary>
    public int Lists { get; init; }

    /// <summary>Neighbouring values that share four bits of code, 1, 2, 4 or 8: more make smaller, rougher codes.</summary>
    public int SubspaceWidth { get; init; } = 2;

    /// <summary>The share of the true nearest that a search is to find; the effort for it is measured when the index is built.</summary>
    public double TargetRecall { get; init; } = 0.99;

    /// <summary>Lists that a search looks into, whatever the recall; 0 leaves it to <see cref="TargetRecall"/>.</summary>
    public int Probes { get; init; }

    /// <summary>Candidates of the coded scan whose exact scores are computed, whatever the recall; 0 leaves it to <see cref="TargetRecall"/>.</summary>
    public int Rescored { get; init; }

    /// <summary>Builds on the calling thread alone, for as long as that takes, so that the other processors stay with those who search meanwhile.</summary>
    public bool OnOneCore { get; init; }

    /// <summary>Lowest bits of an id that number an item's vectors: filters are over the item.</summary>
    internal int SlotBits { get; init; }
}
