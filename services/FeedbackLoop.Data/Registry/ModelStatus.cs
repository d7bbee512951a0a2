namespace FeedbackLoop.Data.Registry;

/// <summary>Where a model stands on its way through the loop.</summary>
public static class ModelStatus
{
    /// <summary>Passed the offline gate; waits for its experiment.</summary>
    public const string Candidate = "candidate";

    /// <summary>In an experiment.</summary>
    public const string Challenger = "challenger";

    /// <summary>Serves.</summary>
    public const string Champion = "champion";

    /// <summary>Served once, or was tested without a verdict, or a newer candidate took its place.</summary>
    public const string Retired = "retired";

    /// <summary>Failed the offline gate.</summary>
    public const string Rejected = "rejected";

    /// <summary>Was worse in front of real traffic and was taken back.</summary>
    public const string RolledBack = "rolled-back";
}
