using System.Text.Json;
using FeedbackLoop.Contracts.Events;

namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>
/// Reads bodies of the Segment HTTP Tracking API in one pass, without a document tree: what the loop needs of an event is picked up while its bytes go by,
/// and the bytes themselves are kept as they came.
/// </summary>
internal static class TrackingParser
{
    private static readonly string[] KnownNames =
    [
        EventNames.ProductsSearched, EventNames.ProductListViewed, EventNames.ProductClicked, EventNames.ProductViewed, EventNames.ProductAdded,
        EventNames.OrderCompleted, EventNames.ResultRated, EventNames.ResultsDwelled,
    ];

    /// <summary>Reads the body of a single call.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static void ParseSingle(ReadOnlySpan<byte> body, CallType type, List<EventDraft> drafts, ref TrackingEnvelope envelope)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            envelope.Refuse("body", "has to be a JSON object.");
            return;
        }

        drafts.Add(ReadEvent(ref reader, type, ref envelope));
        reader.Read(); // nothing may follow
    }

    /// <summary>Reads the body of a batch call: an object whose <c>batch</c> is an array of events.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static void ParseBatch(ReadOnlySpan<byte> body, List<EventDraft> drafts, ref TrackingEnvelope envelope)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            envelope.Refuse("body", "has to be a JSON object with a field 'batch'.");
            return;
        }

        var found = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("batch"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartArray)
                {
                    envelope.Refuse("batch", "has to be an array of events.");
                    return;
                }

                found = true;
                ReadBatch(ref reader, drafts, ref envelope);
                if (envelope.Field is not null)
                {
                    return;
                }
            }
            else if (reader.ValueTextEquals("writeKey"u8))
            {
                reader.Read();
                envelope.WriteKey = JsonText.ReadOptional(ref reader);
            }
            else if (reader.ValueTextEquals("sentAt"u8))
            {
                reader.Read();
                if (JsonText.ReadTime(ref reader, out envelope.SentAt) == Reading.Invalid)
                {
                    envelope.Refuse("sentAt", "has to be a time in ISO 8601.");
                }
            }
            else if (reader.ValueTextEquals("context"u8))
            {
                reader.Read();
                envelope.TraceParent = ReadContext(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read(); // nothing may follow
        if (!found)
        {
            envelope.Refuse("batch", "is missing.");
        }
    }

    private static void ReadBatch(ref Utf8JsonReader reader, List<EventDraft> drafts, ref TrackingEnvelope envelope)
    {
        var ignored = default(TrackingEnvelope); // events repeat the write key; the batch's own counts
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (drafts.Count == TrackingLimits.BatchEvents)
            {
                envelope.Refuse("batch", $"has more than {TrackingLimits.BatchEvents} events.");
                return;
            }

            if (reader.TokenType == JsonTokenType.StartObject)
            {
                drafts.Add(ReadEvent(ref reader, type: null, ref ignored));
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var draft = new EventDraft { Start = start, Length = (int)reader.BytesConsumed - start };
            draft.Refuse("", "has to be an object.");
            drafts.Add(draft);
        }
    }

    /// <summary>Reads one event; the reader stands on its first brace and ends on its last.</summary>
    private static EventDraft ReadEvent(ref Utf8JsonReader reader, CallType? type, ref TrackingEnvelope envelope)
    {
        var draft = new EventDraft { Start = (int)reader.TokenStartIndex, Type = type };
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                if (type is null)
                {
                    draft.Type = ReadType(ref reader);
                }
                else
                {
                    reader.Skip(); // the path has said it
                }
            }
            else if (reader.ValueTextEquals("event"u8))
            {
                reader.Read();
                draft.Name = ReadName(ref reader);
            }
            else if (reader.ValueTextEquals("properties"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    EcommercePropertiesReader.Read(ref reader, ref draft.Properties);
                }
                else
                {
                    SkipUnlessNull(ref reader, ref draft, "properties");
                }
            }
            else if (reader.ValueTextEquals("context"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    draft.TraceParent = ReadContext(ref reader);
                }
                else
                {
                    SkipUnlessNull(ref reader, ref draft, "context");
                }
            }
            else if (reader.ValueTextEquals("messageId"u8))
            {
                reader.Read();
                draft.MessageId = ReadId(ref reader, ref draft, "messageId", numberAllowed: false);
            }
            else if (reader.ValueTextEquals("anonymousId"u8))
            {
                reader.Read();
                draft.AnonymousId = ReadId(ref reader, ref draft, "anonymousId", numberAllowed: true);
            }
            else if (reader.ValueTextEquals("userId"u8))
            {
                reader.Read();
                draft.UserId = ReadId(ref reader, ref draft, "userId", numberAllowed: true);
            }
            else if (reader.ValueTextEquals("timestamp"u8))
            {
                ReadTime(ref reader, ref draft, "timestamp", out draft.Timestamp);
            }
            else if (reader.ValueTextEquals("originalTimestamp"u8))
            {
                ReadTime(ref reader, ref draft, "originalTimestamp", out draft.OriginalTimestamp);
            }
            else if (reader.ValueTextEquals("sentAt"u8))
            {
                ReadTime(ref reader, ref draft, "sentAt", out draft.SentAt);
            }
            else if (reader.ValueTextEquals("writeKey"u8))
            {
                reader.Read();
                envelope.WriteKey = JsonText.ReadOptional(ref reader);
            }
            else if (reader.ValueTextEquals("groupId"u8))
            {
                reader.Read();
                draft.GroupId = ReadId(ref reader, ref draft, "groupId", numberAllowed: true);
            }
            else if (reader.ValueTextEquals("previousId"u8))
            {
                reader.Read();
                draft.PreviousId = ReadId(ref reader, ref draft, "previousId", numberAllowed: true);
            }
            else if (reader.ValueTextEquals("traits"u8))
            {
                reader.Read();
                SkipUnlessNull(ref reader, ref draft, "traits", objectAllowed: true);
            }
            else
            {
                reader.Skip();
            }
        }

        draft.Length = (int)reader.BytesConsumed - draft.Start;
        return draft;
    }

    private static CallType? ReadType(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.ValueTextEquals("track"u8) ? CallType.Track
                : reader.ValueTextEquals("page"u8) ? CallType.Page
                : reader.ValueTextEquals("screen"u8) ? CallType.Screen
                : reader.ValueTextEquals("identify"u8) ? CallType.Identify
                : reader.ValueTextEquals("group"u8) ? CallType.Group
                : reader.ValueTextEquals("alias"u8) ? CallType.Alias
                : null;
        }

        reader.Skip();
        return null;
    }

    /// <summary>The event's name; one string for all events of a known name.</summary>
    private static string? ReadName(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            foreach (var name in KnownNames)
            {
                if (reader.ValueTextEquals(name))
                {
                    return name;
                }
            }
        }

        return JsonText.ReadOptional(ref reader);
    }

    private static string? ReadId(ref Utf8JsonReader reader, ref EventDraft draft, string field, bool numberAllowed)
    {
        switch (JsonText.Read(ref reader, TrackingLimits.IdLength, numberAllowed, out var id))
        {
            case Reading.Invalid:
                draft.Refuse(field, $"has to be a text of at most {TrackingLimits.IdLength} characters.");
                return null;
            default:
                return id;
        }
    }

    private static void ReadTime(ref Utf8JsonReader reader, ref EventDraft draft, string field, out DateTimeOffset? time)
    {
        reader.Read();
        if (JsonText.ReadTime(ref reader, out time) == Reading.Invalid)
        {
            draft.Refuse(field, "has to be a time in ISO 8601.");
        }
    }

    private static void SkipUnlessNull(ref Utf8JsonReader reader, ref EventDraft draft, string field, bool objectAllowed = false)
    {
        if (reader.TokenType != JsonTokenType.Null && !(objectAllowed && reader.TokenType == JsonTokenType.StartObject))
        {
            draft.Refuse(field, "has to be an object.");
        }

        reader.Skip();
    }

    /// <summary>The valid traceparent in a context object; null when there is none.</summary>
    private static string? ReadContext(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? traceParent = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("traceparent"u8))
            {
                reader.Read();
                traceParent = TraceParent.Valid(JsonText.ReadOptional(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }

        return traceParent;
    }
}
