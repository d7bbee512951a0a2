namespace FeedbackLoop.Learning.Experiments;

/// <summary>What to do with an experiment now, and why in one sentence.</summary>
/// <param name="Verdict">The decision.</param>
/// <param name="Reason">With the numbers that led to it.</param>
public sealed record ExperimentDecision(ExperimentVerdict Verdict, string Reason);

/// <summary>The possible decisions.</summary>
public enum ExperimentVerdict
{
    /// <summary>Go on; not enough is known.</summary>
    Continue,

    /// <summary>The treatment is better: let it take over.</summary>
    Promote,

    /// <summary>The treatment is worse, or harms a guardrail: take it back.</summary>
    RollBack,

    /// <summary>The experiment is over without a difference worth having; the control stays.</summary>
    KeepControl,

    /// <summary>The arms did not get their planned shares: the data cannot be trusted.</summary>
    Invalid,
}
