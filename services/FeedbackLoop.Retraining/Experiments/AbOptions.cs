namespace FeedbackLoop.Retraining.Experiments;

/// <summary>Second stage: each person gets one ranker.</summary>
public sealed class AbOptions
{
    /// <summary>Share of people who get the challenger.</summary>
    public double Share { get; set; } = 0.5;

    /// <summary>People in both arms and time before which nothing is promoted: novelty wears off, weekdays differ.</summary>
    public int LeastPeople { get; set; } = 500;
    public TimeSpan LeastTime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>After so many people or so much time without a verdict the champion stays.</summary>
    public int MostPeople { get; set; } = 50_000;
    public TimeSpan MostTime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>An effect smaller than this is not worth waiting for; 0 waits.</summary>
    public double SmallestEffect { get; set; }

    /// <summary>A challenger that people clearly preferred while interleaved has shown that it is better, by the finer instrument; here it has only to
    /// do no harm: it goes on as soon as a loss of satisfaction larger than this is excluded. Null: it has to show its gain a second time.</summary>
    public double? NonInferiorityMargin { get; set; } = 0.01;
}
