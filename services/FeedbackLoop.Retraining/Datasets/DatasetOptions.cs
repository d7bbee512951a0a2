namespace FeedbackLoop.Retraining.Datasets;

/// <summary>What a run learns from.</summary>
public sealed class DatasetOptions
{
    /// <summary>How far back examples are taken.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromDays(60);

    /// <summary>Most searches in one data set. When there are more, the modalities share the places by the square root of their numbers,
    /// so that a rare one is not drowned, and each gives its newest.</summary>
    public int MaxSearches { get; set; } = 50_000;

    /// <summary>Most searches of one person; the newest are kept.</summary>
    public int MaxSearchesPerPerson { get; set; } = 50;

    /// <summary>A person's rated searches count as at most so many: a vocal few must not speak for all.</summary>
    public int MaxRatedSearchesPerPerson { get; set; } = 10;

    /// <summary>Smallest propensity that is believed: bounds the weight of one click at 1 / this.</summary>
    public double PropensityFloor { get; set; } = 0.05;

    /// <summary>Share of people whose searches stop the training early.</summary>
    public double ValidationPeople { get; set; } = 0.15;

    /// <summary>Share of people whose searches judge the candidate.</summary>
    public double HeldOutPeople { get; set; } = 0.2;

    /// <summary>Held-out people are judged on the newest part of the window only: a ranker has to be good at what comes, not at what was.</summary>
    public double HeldOutNewest { get; set; } = 0.5;

    /// <summary>Fewer searches with a preference to learn from are no data set.</summary>
    public int MinimumSearches { get; set; } = 200;
}
