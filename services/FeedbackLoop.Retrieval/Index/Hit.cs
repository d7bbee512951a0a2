namespace FeedbackLoop.Retrieval.Index;

/// <summary>A found vector: the id that the caller gave it and its score; higher is nearer.</summary>
public readonly record struct Hit(int Id, float Score);
