namespace FeedbackLoop.Retraining.Experiments;

/// <summary>First stage: both rankers fill one answer. Cheap, because each person compares both.</summary>
public sealed class InterleavingOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>Share of people whose answers are interleaved.</summary>
    public double Share { get; set; } = 0.5;
    public int LeastPeople { get; set; } = 200;

    /// <summary>After so many people or so much time without a verdict the A/B test decides, unless the challenger is behind.</summary>
    public int MostPeople { get; set; } = 5000;
    public TimeSpan MostTime { get; set; } = TimeSpan.FromDays(7);
}
