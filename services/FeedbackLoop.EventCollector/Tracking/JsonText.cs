using System.Globalization;
using System.Text;
using System.Text.Json;
using FeedbackLoop.Data.Events;

namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>Reads single values; each method leaves the reader on the value's last token.</summary>
internal static class JsonText
{
    /// <summary>A text that is neither empty nor longer than <paramref name="maxLength"/>. Null and the empty text count as absent.</summary>
    public static Reading Read(ref Utf8JsonReader reader, int maxLength, bool numberAllowed, out string? text)
    {
        text = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return Reading.Absent;
            case JsonTokenType.String when reader.ValueSpan.Length <= maxLength * 6: // \uXXXX at most
                if (reader.ValueSpan.IsEmpty)
                {
                    return Reading.Absent;
                }

                return TryGetString(ref reader, out text) && text!.Length <= maxLength && NewEventRules.IsStorable(text) ? Reading.Valid : Forget(out text);
            case JsonTokenType.Number when numberAllowed && reader.ValueSpan.Length <= maxLength:
                text = Encoding.UTF8.GetString(reader.ValueSpan);
                return Reading.Valid;
            default:
                reader.Skip();
                return Reading.Invalid;
        }
    }

    /// <summary>As <see cref="Read"/> for text that is wanted or not there at all; the value itself is not made into a string.</summary>
    public static Reading Check(ref Utf8JsonReader reader, int maxLength)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && reader.ValueSpan.Length <= maxLength)
        {
            return reader.ValueSpan.IsEmpty ? Reading.Invalid : Reading.Valid;
        }

        var reading = Read(ref reader, maxLength, numberAllowed: false, out var text);
        return reading == Reading.Valid && text is null ? Reading.Invalid : reading;
    }

    /// <summary>The text, or null when the value is something else.</summary>
    public static string? ReadOptional(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            TryGetString(ref reader, out var text);
            return text;
        }

        reader.Skip();
        return null;
    }

    public static Reading ReadTime(ref Utf8JsonReader reader, out DateTimeOffset? time)
    {
        time = null;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Reading.Absent;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return Reading.Invalid;
        }

        // The second form is for senders that write offsets without a colon, as Segment's own examples do.
        if (reader.TryGetDateTimeOffset(out var value) || (reader.ValueSpan.Length is > 0 and < 64 && TryGetString(ref reader, out var text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value)))
        {
            time = value;
            return Reading.Valid;
        }

        return Reading.Invalid;
    }

    /// <summary>Whether the value is a number from <paramref name="min"/> to <paramref name="max"/>, whole if asked; null counts as absent.</summary>
    public static Reading ReadNumber(ref Utf8JsonReader reader, double min, double max, bool whole, out double number)
    {
        number = 0;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return Reading.Absent;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out number))
        {
            reader.Skip();
            return Reading.Invalid;
        }

        return number >= min && number <= max && (!whole || reader.TryGetInt64(out _)) ? Reading.Valid : Reading.Invalid;
    }

    /// <summary>False when the text escapes half of a surrogate pair, which no string can hold.</summary>
    private static bool TryGetString(ref Utf8JsonReader reader, out string? text)
    {
        try
        {
            text = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    private static Reading Forget(out string? text)
    {
        text = null;
        return Reading.Invalid;
    }
}
