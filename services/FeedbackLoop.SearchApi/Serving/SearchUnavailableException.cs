namespace FeedbackLoop.SearchApi.Serving;

/// <summary>A query that cannot be answered now, through no fault of the caller's. The message is for them.</summary>
public sealed class SearchUnavailableException(string message) : Exception(message);
