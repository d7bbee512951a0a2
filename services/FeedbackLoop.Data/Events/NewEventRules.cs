using System.Text.Unicode;

namespace FeedbackLoop.Data.Events;

/// <summary>What a log can store. Checked before an event joins others in one commit, so that a malformed one fails alone.</summary>
public static class NewEventRules
{
    /// <summary>Longest message id, person id, name and search id, in UTF-16 units; well inside what an index of PostgreSQL takes.</summary>
    public const int MaxIdentifierLength = 512;

    /// <exception cref="ArgumentException">The event cannot be stored; the message says which part of it and why.</exception>
    public static void ThrowIfInvalid(NewEvent newEvent)
    {
        Check(newEvent.MessageId, nameof(NewEvent.MessageId));
        Check(newEvent.Name, nameof(NewEvent.Name));
        Check(newEvent.PersonId, nameof(NewEvent.PersonId));
        Check(newEvent.SearchId, nameof(NewEvent.SearchId));
        Check(newEvent.TraceParent, nameof(NewEvent.TraceParent));
        if (newEvent.MessageId.Length == 0)
        {
            throw new ArgumentException("MessageId is empty.", nameof(newEvent));
        }

        var payload = newEvent.Payload.Span;
        if (payload.Contains((byte)0) || !Utf8.IsValid(payload))
        {
            throw new ArgumentException("Payload is not UTF-8 text.", nameof(newEvent));
        }
    }

    /// <summary>True when the text has no character that UTF-8 or PostgreSQL's text cannot hold, and is not too long.</summary>
    public static bool IsStorable(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxIdentifierLength || text.Contains('\0'))
        {
            return false;
        }

        if (!text.ContainsAnyInRange('\ud800', '\udfff'))
        {
            return true;
        }

        for (var rest = text; !rest.IsEmpty;)
        {
            if (System.Text.Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }

    private static void Check(string? text, string part)
    {
        if (text is not null && !IsStorable(text))
        {
            throw new ArgumentException($"{part} is longer than {MaxIdentifierLength} characters or holds a character that text cannot.", nameof(text));
        }
    }
}
