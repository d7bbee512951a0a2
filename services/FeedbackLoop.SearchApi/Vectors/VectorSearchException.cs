namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>The vector store is slow, away, or refuses.</summary>
public sealed class VectorSearchException(string message, Exception? innerException = null) : IOException(message, innerException);
