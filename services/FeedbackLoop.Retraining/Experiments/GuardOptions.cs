namespace FeedbackLoop.Retraining.Experiments;

/// <summary>How a new champion is watched after its promotion.</summary>
public sealed class GuardOptions
{
    /// <summary>How long; null: not at all.</summary>
    public TimeSpan? Watch { get; set; } = TimeSpan.FromDays(3);

    /// <summary>The level before is taken from this much of the old champion's last traffic.</summary>
    public TimeSpan BaselineWindow { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Most searches looked at on either side; the newest.</summary>
    public int MaxSearches { get; set; } = 50_000;

    /// <summary>Satisfaction may fall by so much, since other days have other people: before and after is no experiment.</summary>
    public double Tolerance { get; set; } = 0.03;

    public TimeSpan LookInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Chance that a champion which is as good as the one before is taken back.</summary>
    public double Alpha { get; set; } = 0.01;
}
