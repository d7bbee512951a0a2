using FeedbackLoop.Retraining.Examples;

namespace FeedbackLoop.Retraining.Datasets;

/// <summary>A search as evidence: which shown items count, with what label and weight.</summary>
public sealed record WeighedSearch
{
    public required ClosedSearch Search { get; init; }
    public required DatasetPart Part { get; init; }

    /// <summary>Indices of the items whose relevance is known at all: seen, clicked or rated.</summary>
    public required int[] Items { get; init; }

    /// <summary>Grade 0 to 4 of each of <see cref="Items"/>.</summary>
    public required float[] Labels { get; init; }

    /// <summary>Weight of each of <see cref="Items"/> as the preferred one of a pair: the inverse of the chance that its evidence could arise.</summary>
    public required float[] Weights { get; init; }

    /// <summary>Trust in the search and in how much one person may say.</summary>
    public required float QueryWeight { get; init; }

    /// <summary>Whether there is anything to prefer.</summary>
    public bool HasPreference => Labels.Length > 1 && Labels.Max() > Labels.Min();
}
