namespace FeedbackLoop.Retraining.Gate;

/// <summary>What a candidate has to show on held-out people before it may meet real ones.</summary>
public sealed class GateOptions
{
    /// <summary>NDCG is counted over so many top positions.</summary>
    public int Cutoff { get; set; } = 10;

    /// <summary>The lower end of the difference's interval must not be below minus this: not worse beyond doubt's reach.</summary>
    public double Tolerance { get; set; } = 0.01;

    /// <summary>The difference must be at least this: better enough to be worth a test in traffic.</summary>
    public double MinimumGain { get; set; } = 0.003;

    /// <summary>Coverage of the interval.</summary>
    public double Confidence { get; set; } = 0.95;

    public int Resamples { get; set; } = 1000;

    /// <summary>With fewer held-out searches there is no verdict, and the candidate is rejected.</summary>
    public int MinimumSearches { get; set; } = 50;
}
