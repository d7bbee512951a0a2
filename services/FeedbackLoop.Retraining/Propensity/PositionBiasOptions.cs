namespace FeedbackLoop.Retraining.Propensity;

/// <summary>How the examination propensities are estimated.</summary>
public sealed class PositionBiasOptions
{
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How far back searches are taken.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromDays(28);

    /// <summary>With fewer searches whose order was varied at random a modality keeps what it has.</summary>
    public int MinimumVaried { get; set; } = 200;

    /// <summary>Positions 1 to this are estimated; those below take the last value.</summary>
    public int Positions { get; set; } = 24;

    /// <summary>The first guess is 1 / position to the power of this ...</summary>
    public double PriorExponent { get; set; } = 0.7;

    /// <summary>... and weighs as much as so many clicks at a position.</summary>
    public double PriorClicks { get; set; } = 20;

    /// <summary>Smallest propensity that is stored.</summary>
    public double Floor { get; set; } = 0.02;
}
