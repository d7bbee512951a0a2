namespace FeedbackLoop.Learning.Experiments;

/// <summary>Who takes part in an experiment. Experiments of one layer exclude each other when their slices [From, To) do not overlap; experiments of
/// different layers are independent (Tang et al., "Overlapping Experiment Infrastructure", KDD 2010).</summary>
public sealed record ExperimentPlan
{
    /// <summary>Unique name; salts the arm choice.</summary>
    public required string Name { get; init; }

    /// <summary>Layer; salts the slice choice.</summary>
    public required string Layer { get; init; }

    /// <summary>Arms, at least one.</summary>
    public required IReadOnlyList<Arm> Arms { get; init; }

    /// <summary>Start of the slice of the layer, in [0, 1).</summary>
    public double From { get; init; }

    /// <summary>End of the slice, exclusive.</summary>
    public double To { get; init; } = 1;
}
