namespace FeedbackLoop.Retraining.Adapters;

/// <summary>When and from what a query adapter is trained, and what it has to show before it may meet people.</summary>
public sealed class AdapterOptions
{
    /// <summary>A query whose nearest item has a lower cosine than this has words without a good vector match. On the fashion photos 14 of 15 queries in the
    /// catalogue's own words lie above it, 11 of 15 in words that no title has below.</summary>
    public double WeakMatch { get; set; } = 0.8;

    /// <summary>So many new searches by such queries in which people took something start a run; 0 is off.</summary>
    public int NewEvidence { get; set; } = 300;

    /// <summary>So long after the last run the next one starts, if there was such a search since; null is off.</summary>
    public TimeSpan? Schedule { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Shortest time between the starts of two runs, except by hand.</summary>
    public TimeSpan MinimumPause { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Fewer pieces of evidence are no data set.</summary>
    public int MinimumEvidence { get; set; } = 100;

    /// <summary>What one click may weigh at most, whatever its propensity.</summary>
    public double MaxWeight { get; set; } = 5;

    /// <summary>A word is corrected only if at least this many pieces of evidence have it.</summary>
    public int MinEvidencePerWord { get; set; } = 5;

    public int Epochs { get; set; } = 10;

    /// <summary>Seed of the first run; each run adds its id and stores the sum.</summary>
    public int Seed { get; set; } = 20_260_101;

    /// <summary>The gate looks how much of the kind of things that held-out people took is among so many nearest items.</summary>
    public int RecallAt { get; set; } = 50;

    /// <summary>Recall must rise by at least this over all held-out searches by words, most of which need no adapter.</summary>
    public double MinimumGain { get; set; } = 0.005;

    /// <summary>The lower end of the gain's interval must not be below minus this.</summary>
    public double Tolerance { get; set; } = 0.01;

    /// <summary>Recall of queries in the catalogue's own words (its types, and colours with types) may fall by so much.</summary>
    public double OwnWordsTolerance { get; set; } = 0.02;

    /// <summary>With fewer held-out searches there is no verdict, and the candidate is rejected.</summary>
    public int MinimumSearches { get; set; } = 50;
}
