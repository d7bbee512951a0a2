namespace FeedbackLoop.SearchApi.Lexical;

/// <summary>A query's text as lexical retrieval sees it.</summary>
public sealed record ParsedQuery
{
    public static readonly ParsedQuery None = new() { Text = "", Words = 0, Terms = [] };

    /// <summary>The text that is searched: words in lower case with single spaces, typing errors corrected. Equal queries have equal texts.</summary>
    public required string Text { get; init; }

    /// <summary>True when a typing error was corrected.</summary>
    public bool IsCorrected { get; init; }

    public required int Words { get; init; }

    /// <summary>The terms, each a set of lexemes of which an item needs one. Stop words are none.</summary>
    public required IReadOnlyList<string[]> Terms { get; init; }
}
