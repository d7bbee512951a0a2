namespace FeedbackLoop.Retrieval.Index;

/// <summary>How hard a search looks.</summary>
/// <param name="Probes">Lists looked into.</param>
/// <param name="Rescored">Candidates of the coded scan whose exact scores are computed.</param>
public readonly record struct Effort(int Probes, int Rescored);
