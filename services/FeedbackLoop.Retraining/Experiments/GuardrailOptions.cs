namespace FeedbackLoop.Retraining.Experiments;

/// <summary>Largest harm, in absolute rates, that a challenger may do.</summary>
public sealed class GuardrailOptions
{
    public double PogoRate { get; set; } = 0.05;
    public double AbandonmentRate { get; set; } = 0.05;
    public double ZeroResultRate { get; set; } = 0.02;
}
