namespace FeedbackLoop.Learning.Trust;

/// <summary>Tells machines and floods from people before anything is learnt from a session. Rules are few, each with a reason that an operator can read; the
/// limits are far from what people do, because a wrongly dropped person biases the data as a kept bot does.</summary>
public sealed record TrustRules
{
    /// <summary>Most events per minute over a session of at least ten.</summary>
    public double MostEventsPerMinute { get; init; } = 60;

    /// <summary>Most clicks in one session.</summary>
    public int MostClicks { get; init; } = 100;

    /// <summary>Most clicks per shown result, once ten are clicked: people do not click everything.</summary>
    public double MostClickRate { get; init; } = 0.9;

    /// <summary>Least coefficient of variation of the gaps, once there are ten: people are not metronomes.</summary>
    public double LeastGapVariation { get; init; } = 0.1;

    /// <summary>A dwell below so many seconds is no look at all.</summary>
    public double LeastDwellSeconds { get; init; } = 0.3;

    /// <summary>Largest share of such dwells, once there are five.</summary>
    public double MostEmptyDwells { get; init; } = 0.9;

    /// <summary>Why the session is not to be trusted, or null when it is.</summary>
    public string? Distrust(SessionBehaviour session)
    {
        ArgumentNullException.ThrowIfNull(session);
        int events = session.Searches + session.Clicks;
        if (events >= 10 && events > MostEventsPerMinute * Math.Max(session.Seconds, 1) / 60)
        {
            return "flood: more events per minute than a person makes";
        }
        if (session.Clicks > MostClicks)
        {
            return "flood: more clicks in a session than a person makes";
        }
        if (session.Clicks >= 10 && session.Clicks > MostClickRate * session.Impressions)
        {
            return "bot: clicks nearly everything it is shown";
        }
        if (session.Gaps.Count >= 10 && Variation(session.Gaps) < LeastGapVariation)
        {
            return "bot: acts at regular intervals";
        }
        if (session.Dwells.Count >= 5 && session.Dwells.Count(d => d < LeastDwellSeconds) > MostEmptyDwells * session.Dwells.Count)
        {
            return "bot: leaves nearly every result at once";
        }
        return null;
    }

    private static double Variation(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return mean <= 0 ? 0 : Math.Sqrt(values.Average(v => (v - mean) * (v - mean))) / mean;
    }
}
