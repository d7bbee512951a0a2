namespace FeedbackLoop.Data.Registry;

/// <summary>How an experiment stands or ended.</summary>
public static class ExperimentState
{
    public const string Running = "running";

    /// <summary>The challenger became the champion.</summary>
    public const string Promoted = "promoted";

    /// <summary>The challenger was worse.</summary>
    public const string RolledBack = "rolled-back";

    /// <summary>Ended by an operator, or because its numbers could not be trusted.</summary>
    public const string Stopped = "stopped";

    /// <summary>No difference was found in the time allowed.</summary>
    public const string Inconclusive = "inconclusive";
}
