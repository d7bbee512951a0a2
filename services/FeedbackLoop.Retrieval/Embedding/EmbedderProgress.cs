namespace FeedbackLoop.Retrieval.Embedding;

/// <summary>How far training is: what is being done, and the share of the whole that is done, 0 to 1.</summary>
public sealed record EmbedderProgress(string Stage, double Fraction);
