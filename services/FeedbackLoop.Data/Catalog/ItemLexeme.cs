namespace FeedbackLoop.Data.Catalog;

/// <summary>A lexeme of an item's tsvector with how often each field holds it: A title, B type and colour, C category, D description.</summary>
public readonly record struct ItemLexeme(string Text, byte A, byte B, byte C, byte D);
