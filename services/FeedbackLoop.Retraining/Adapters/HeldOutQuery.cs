namespace FeedbackLoop.Retraining.Adapters;

/// <summary>What a held-out person asked for and took.</summary>
/// <param name="Person">Whoever it was; one person's searches are not independent.</param>
/// <param name="Query">As typed or said.</param>
/// <param name="Vector">As the embedder sees it.</param>
/// <param name="Taken">Rows of the items, with the weight of the evidence, all above zero.</param>
public sealed record HeldOutQuery(string Person, string Query, float[] Vector, IReadOnlyList<(int Row, double Weight)> Taken);
