namespace FeedbackLoop.Retraining.Experiments;

/// <summary>First stage: both rankers fill one answer. Cheap, because each person compares both.</summary>
public sealed class InterleavingOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>Share of people whose answers are interleaved.</summary>
    public double Share { get; set; } = 0.5;
    public int LeastPeople { get; set; } = 200;

    /// <summary>After so many people or so much time without a verdict the A/B test decides, if the challenger is ahead and
    /// <see cref="RequirePreference"/> does not forbid it; else the champion stays.</summary>
    public int MostPeople { get; set; } = 5000;
    public TimeSpan MostTime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Only a clearly preferred challenger goes on. For shops with little traffic: an A/B test would take weeks over a difference that interleaving,
    /// the finer instrument, does not see, while the next run could already learn from more data.</summary>
    public bool RequirePreference { get; set; }
}
