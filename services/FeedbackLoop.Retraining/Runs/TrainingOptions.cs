using System.Globalization;

namespace FeedbackLoop.Retraining.Runs;

/// <summary>How a ranker is trained.</summary>
public sealed class TrainingOptions
{
    /// <summary>The trainer of runs that ask for none: lambdamart, or lightgbm in builds of the cloud profile.</summary>
    public string Trainer { get; set; } = "lambdamart";

    public int Trees { get; set; } = 150;
    public int Leaves { get; set; } = 15;
    public double LearningRate { get; set; } = 0.1;
    public int MinDataInLeaf { get; set; } = 20;
    public double MinHessianInLeaf { get; set; } = 1e-3;
    public double L2 { get; set; } = 1;
    public double FeatureFraction { get; set; } = 0.8;

    /// <summary>Trees without a gain on the validation people after which training stops.</summary>
    public int EarlyStopping { get; set; } = 20;

    /// <summary>With fewer searches of validation people all trees are grown.</summary>
    public int MinimumValidation { get; set; } = 200;

    /// <summary>NDCG is optimised over so many top positions.</summary>
    public int Truncation { get; set; } = 10;

    /// <summary>Start from the champion's trees.</summary>
    public bool WarmStart { get; set; }

    public int Threads { get; set; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Seed of the first run; each run adds its id and stores the sum.</summary>
    public int Seed { get; set; } = 20_260_101;

    /// <summary>How often a run that was cut short is tried again.</summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How often a run writes down how far it is.</summary>
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What decides the model's bytes, for the lineage; threads and intervals do not.</summary>
    public IReadOnlyDictionary<string, string> Describe() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["trees"] = Text(Trees),
        ["leaves"] = Text(Leaves),
        ["learningRate"] = Text(LearningRate),
        ["minDataInLeaf"] = Text(MinDataInLeaf),
        ["minHessianInLeaf"] = Text(MinHessianInLeaf),
        ["l2"] = Text(L2),
        ["featureFraction"] = Text(FeatureFraction),
        ["earlyStopping"] = Text(EarlyStopping),
        ["minimumValidation"] = Text(MinimumValidation),
        ["truncation"] = Text(Truncation),
        ["warmStart"] = WarmStart ? "true" : "false",
    };

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
