namespace FeedbackLoop.Learning.Trust;

/// <summary>What one person did lately, and whether it looks like a person: the part of the defence that can be judged event by event.
/// <see cref="ClickTrust"/> judges again when everybody's data is at hand.</summary>
public sealed class PersonTrust
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(1);

    /// <summary>Who; anonymous or not.</summary>
    public required string PersonId { get; init; }

    /// <summary>Time up to which the counts are decayed.</summary>
    public required DateTimeOffset AsOf { get; set; }

    /// <summary>Events of any kind.</summary>
    public double Events { get; set; }

    /// <summary>Searches.</summary>
    public double Searches { get; set; }

    /// <summary>Results seen.</summary>
    public double Seen { get; set; }

    /// <summary>Results clicked.</summary>
    public double Clicks { get; set; }

    /// <summary>Results with a known dwell.</summary>
    public double Dwells { get; set; }

    /// <summary>Of them those left within a second.</summary>
    public double ShortDwells { get; set; }

    /// <summary>State of <see cref="ForgerySuspicion"/>; does not decay.</summary>
    public double[] Suspicion { get; init; } = new double[ForgerySuspicion.Length];

    /// <summary>Null: trusted. Else the reason: robot, flood, clicker, bouncer or forger.</summary>
    public string? Verdict { get; set; }

    /// <summary>Lets time pass.</summary>
    public void AdvanceTo(DateTimeOffset at)
    {
        if (at <= AsOf)
        {
            return;
        }
        double remaining = Math.Pow(2, -((at - AsOf) / HalfLife));
        Events *= remaining;
        Searches *= remaining;
        Seen *= remaining;
        Clicks *= remaining;
        Dwells *= remaining;
        ShortDwells *= remaining;
        AsOf = at;
    }

    /// <summary>Counts a search with the propensities of what it showed.</summary>
    public void Search(ReadOnlySpan<float> propensities)
    {
        Events++;
        Searches++;
        ForgerySuspicion.Shown(Suspicion, propensities);
    }

    /// <summary>Counts the first click on a result.</summary>
    /// <param name="propensity">Of its place.</param>
    /// <param name="least">Least propensity clicked in the same list before; null: none.</param>
    public void Click(float propensity, float? least)
    {
        Clicks++;
        ForgerySuspicion.Clicked(Suspicion, propensity, least);
    }

    /// <summary>Judges by the counts; a verdict stays for as long as the counts justify it, a robot stays one.</summary>
    public void Judge(TrustLimits limits, bool saysRobot)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Verdict = saysRobot || Verdict == "robot" ? "robot"
            : Events > limits.MaxEvents || Searches > limits.MaxSearches || Clicks > limits.MaxClicks ? "flood"
            : Clicks >= limits.JudgeFromClicks && Clicks > limits.MaxClickShare * Seen ? "clicker"
            : Dwells >= limits.JudgeFromClicks && ShortDwells > limits.MaxShortDwellShare * Dwells ? "bouncer"
            : ForgerySuspicion.Evidence(Suspicion) >= 1 / limits.FalseAlarm ? "forger"
            : null;
    }

    /// <summary>What an example of this person weighs, 0 to 1: 1 while nothing is unusual, a half at the edge of a verdict, 0 after one.</summary>
    public double Weight(TrustLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Verdict is not null ? 0 : 1 / (1 + (limits.FalseAlarm * Math.Max(0, ForgerySuspicion.Evidence(Suspicion) - 1)));
    }
}
