namespace FeedbackLoop.Learning.Trust;

/// <summary>One result that was shown to one person.</summary>
/// <param name="Person">0-based number of the person.</param>
/// <param name="Document">0-based number of the (query, item) pair.</param>
/// <param name="Propensity">Chance that the place was examined, relative to the first, in (0, 1].</param>
/// <param name="Clicked">Whether it was clicked.</param>
public readonly record struct PersonImpression(int Person, int Document, double Propensity, bool Clicked);
