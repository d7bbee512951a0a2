using FeedbackLoop.Contracts.Search;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>An answer and how long its making took.</summary>
public sealed record SearchAnswer(SearchResponse Response, SearchTimings Timings);
