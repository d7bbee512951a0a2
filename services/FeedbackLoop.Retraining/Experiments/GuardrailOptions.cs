namespace FeedbackLoop.Retraining.Experiments;

/// <summary>Largest harm, in absolute rates unless said otherwise, that a challenger may do.</summary>
public sealed class GuardrailOptions
{
    public double PogoRate { get; set; } = 0.05;
    public double AbandonmentRate { get; set; } = 0.05;
    public double ZeroResultRate { get; set; } = 0.02;

    /// <summary>The mean time that an answer takes may grow to this many times the champion's; 0 is off.</summary>
    public double LatencyRatio { get; set; } = 1.5;

    /// <summary>Growth by less than this is tolerated whatever the ratio: nobody feels it.</summary>
    public TimeSpan LatencySlack { get; set; } = TimeSpan.FromMilliseconds(5);
}
