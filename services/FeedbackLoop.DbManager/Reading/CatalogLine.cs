namespace FeedbackLoop.DbManager.Reading;

/// <summary>One row as the file has it.</summary>
/// <param name="Line">The line it starts on, from 1.</param>
/// <param name="Fields">Values by lower-case column name; null when the row cannot be taken apart.</param>
/// <param name="Refusal">Why the row cannot be taken apart.</param>
internal sealed record CatalogLine(int Line, IReadOnlyDictionary<string, string>? Fields, string? Refusal = null);
