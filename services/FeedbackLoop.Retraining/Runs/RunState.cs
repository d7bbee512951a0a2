namespace FeedbackLoop.Retraining.Runs;

public static class RunState
{
    public const string Queued = "queued";
    public const string Running = "running";

    /// <summary>A candidate came out and was registered.</summary>
    public const string Done = "done";

    /// <summary>The candidate did not pass the gate, or the data was too thin.</summary>
    public const string Rejected = "rejected";
    public const string Failed = "failed";

    /// <summary>Cut short by the end of its process; tried again as another run.</summary>
    public const string Interrupted = "interrupted";
}
