namespace FeedbackLoop.Retrieval.Embedding.Text;

/// <summary>One hashed piece of a text.</summary>
internal readonly record struct TextFeature(ulong Hash, TextFeatureKind Kind);
