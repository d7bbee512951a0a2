namespace FeedbackLoop.Bench.Learning;

/// <summary>Who forges clicks, and how. The target is the worst result of each list, the lowest of several.</summary>
internal enum PoisonAttack
{
    /// <summary>Twenty accounts click on half of what they see.</summary>
    Random,

    /// <summary>Twenty accounts click on the target.</summary>
    Targeted,

    /// <summary>As many accounts per session as honest use has click on the target.</summary>
    Coordinated,

    /// <summary>Knows that each account is tested: as many accounts as coordinated, which click on the target once and else as people do.</summary>
    Informed,

    /// <summary>A new account for each click on the target: nobody has a history.</summary>
    Fresh,
}
