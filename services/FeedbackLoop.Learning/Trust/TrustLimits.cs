namespace FeedbackLoop.Learning.Trust;

/// <summary>Limits above which a person is taken for a bot, a flood or a forger; far from what people do, because a wrongly dropped person biases the data as
/// a kept bot does. Counts are decayed with a half-life of one hour.</summary>
public sealed class TrustLimits
{
    /// <summary>Most events of any kind.</summary>
    public double MaxEvents { get; set; } = 2000;

    /// <summary>Most searches.</summary>
    public double MaxSearches { get; set; } = 300;

    /// <summary>Most clicks.</summary>
    public double MaxClicks { get; set; } = 200;

    /// <summary>From this many clicks on, their patterns are judged.</summary>
    public double JudgeFromClicks { get; set; } = 30;

    /// <summary>Nobody clicks on more than this share of what they see.</summary>
    public double MaxClickShare { get; set; } = 0.9;

    /// <summary>Nobody leaves more than this share of clicked items within a second.</summary>
    public double MaxShortDwellShare { get; set; } = 0.9;

    /// <summary>Chance, per search, that somebody who looks as people look and likes half of everything is called a forger: false alarms are at least
    /// 1 / this searches apart.</summary>
    public double FalseAlarm { get; set; } = 0.001;
}
