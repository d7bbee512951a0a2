namespace FeedbackLoop.Data.Registry;

/// <summary>How an experiment mixes the two rankers.</summary>
public static class ExperimentStage
{
    /// <summary>Both rankers fill the same answer in turn.</summary>
    public const string Interleaving = "interleaving";

    /// <summary>Each person gets one of the rankers.</summary>
    public const string Ab = "ab";

    /// <summary>The challenger has won and takes over step by step.</summary>
    public const string Ramp = "ramp";
}
