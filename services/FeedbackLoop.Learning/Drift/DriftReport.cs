namespace FeedbackLoop.Learning.Drift;

/// <summary>The judgement on one window.</summary>
/// <param name="Alarm">Whether some quantity has drifted for enough windows in a row.</param>
/// <param name="Findings">Per quantity, what moved most first.</param>
public sealed record DriftReport(bool Alarm, IReadOnlyList<DriftFinding> Findings);

/// <summary>One quantity in one window.</summary>
/// <param name="Name">The quantity.</param>
/// <param name="Index">Population stability index.</param>
/// <param name="PValue">Chance of such an index without drift.</param>
/// <param name="Drifted">Whether it counts as drifted in this window.</param>
/// <param name="Windows">Windows in a row in which it has.</param>
public sealed record DriftFinding(string Name, double Index, double PValue, bool Drifted, int Windows);
