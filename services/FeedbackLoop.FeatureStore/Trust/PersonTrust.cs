using FeedbackLoop.FeatureStore.Counters;

namespace FeedbackLoop.FeatureStore.Trust;

/// <summary>What one person did lately, and whether it looks like a person. Counts are decayed with a half-life of one hour.</summary>
public sealed class PersonTrust
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(1);

    public required string PersonId { get; init; }
    public required DateTimeOffset AsOf { get; set; }
    public double Events { get; set; }
    public double Searches { get; set; }
    public double Seen { get; set; }
    public double Clicks { get; set; }
    public double Dwells { get; set; }
    public double ShortDwells { get; set; }

    /// <summary>Null: trusted. Else the reason: robot, flood, clicker or bouncer.</summary>
    public string? Verdict { get; set; }

    public void AdvanceTo(DateTimeOffset at)
    {
        if (at <= AsOf)
        {
            return;
        }

        var remaining = DecayedCounters.Remaining(at - AsOf, HalfLife);
        Events *= remaining;
        Searches *= remaining;
        Seen *= remaining;
        Clicks *= remaining;
        Dwells *= remaining;
        ShortDwells *= remaining;
        AsOf = at;
    }

    /// <summary>Judges by the counts; a verdict stays for as long as the counts justify it, a robot stays one.</summary>
    public void Judge(TrustOptions limits, bool saysRobot)
    {
        Verdict = saysRobot || Verdict == "robot" ? "robot"
            : Events > limits.MaxEvents || Searches > limits.MaxSearches || Clicks > limits.MaxClicks ? "flood"
            : Clicks >= limits.JudgeFromClicks && Clicks > limits.MaxClickShare * Seen ? "clicker"
            : Dwells >= limits.JudgeFromClicks && ShortDwells > limits.MaxShortDwellShare * Dwells ? "bouncer"
            : null;
    }
}
