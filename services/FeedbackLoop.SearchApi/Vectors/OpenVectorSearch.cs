namespace FeedbackLoop.SearchApi.Vectors;

/// <summary>Opens the vector search of an embedder's version. Each version has its own, so that two spaces never mix.</summary>
public delegate IVectorSearch OpenVectorSearch(string version, int dimensions);
