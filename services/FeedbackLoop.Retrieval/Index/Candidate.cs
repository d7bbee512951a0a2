namespace FeedbackLoop.Retrieval.Index;

/// <summary>A place in a list that the coded scan found promising.</summary>
internal readonly record struct Candidate(float Estimate, int List, int Place);
