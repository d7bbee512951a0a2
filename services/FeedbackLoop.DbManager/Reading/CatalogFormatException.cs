namespace FeedbackLoop.DbManager.Reading;

/// <summary>The catalogue as a whole cannot be read; the message is one sentence for whoever sent it.</summary>
internal sealed class CatalogFormatException(string message) : Exception(message);
