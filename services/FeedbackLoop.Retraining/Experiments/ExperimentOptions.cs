namespace FeedbackLoop.Retraining.Experiments;

/// <summary>How a candidate is tested in traffic. People, not searches, are counted: one person's searches are not independent.</summary>
public sealed class ExperimentOptions
{
    /// <summary>Time between two looks.</summary>
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Chance that a candidate which is no better is ever called better or worse, however often one looks.</summary>
    public double Alpha { get; set; } = 0.05;

    /// <summary>The interval is tightest at this many people; it holds at any number.</summary>
    public double TightestAt { get; set; } = 5000;

    /// <summary>Below so many people in an arm nothing is concluded.</summary>
    public int LeastPeoplePerArm { get; set; } = 100;

    /// <summary>Chance of a false alarm that people are shared out wrongly.</summary>
    public double MismatchAlpha { get; set; } = 0.001;

    public InterleavingOptions Interleaving { get; set; } = new();
    public AbOptions Ab { get; set; } = new();
    public RampOptions Ramp { get; set; } = new();
    public GuardrailOptions Guardrails { get; set; } = new();
}
