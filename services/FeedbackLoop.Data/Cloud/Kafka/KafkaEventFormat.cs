using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>
/// An event as a record of Kafka: a CloudEvent in binary mode (CloudEvents 1.0, Kafka Protocol Binding, 3.2), so that other consumers need no description of
/// ours. The record's value is the event's JSON, its attributes are headers, its key is the person.
/// </summary>
internal static class KafkaEventFormat
{
    private const string Id = "ce_id";
    private const string Type = "ce_type";
    private const string OccurredAt = "ce_time";
    private const string ReceivedAt = "ce_receivedtime";
    private const string PersonId = "ce_personid";
    private const string SearchId = "ce_searchid";
    private const string TraceParent = "ce_traceparent";
    private const int FixedBytes = 512;

    private static readonly Header SpecVersion = new("ce_specversion", "1.0"u8.ToArray());
    private static readonly Header Source = new("ce_source", "/feedbackloop"u8.ToArray());
    private static readonly Header ContentType = new("content-type", "application/json"u8.ToArray());

    /// <summary>The same event always has the same key: what is sent again lands in the partition in which it is recognised. Where nobody is known the search
    /// keeps its feedback together.</summary>
    public static byte[] Key(NewEvent newEvent) => Encoding.UTF8.GetBytes(newEvent.PersonId ?? newEvent.SearchId ?? newEvent.MessageId);

    public static Message<byte[], byte[]> Write(NewEvent newEvent)
    {
        var headers = new Headers { SpecVersion, Source, ContentType };
        Add(headers, Id, newEvent.MessageId);
        Add(headers, Type, newEvent.Name);
        Add(headers, OccurredAt, Text(newEvent.OccurredAt));
        Add(headers, ReceivedAt, Text(newEvent.ReceivedAt));
        Add(headers, PersonId, newEvent.PersonId);
        Add(headers, SearchId, newEvent.SearchId);
        Add(headers, TraceParent, newEvent.TraceParent);
        return new() { Key = Key(newEvent), Value = newEvent.Payload.ToArray(), Headers = headers, Timestamp = new(newEvent.ReceivedAt) };
    }

    /// <summary>At most this many bytes in a record.</summary>
    public static int MaxSize(NewEvent newEvent) =>
        newEvent.Payload.Length + FixedBytes + 3 * (2 * (newEvent.PersonId?.Length ?? 0) + 2 * (newEvent.SearchId?.Length ?? 0)
            + 2 * newEvent.MessageId.Length + newEvent.Name.Length + (newEvent.TraceParent?.Length ?? 0));

    /// <summary>Reads a record.</summary>
    /// <param name="record">From the topic of the log; not a tombstone.</param>
    /// <param name="reason">Why the record is no event; empty when it is one.</param>
    /// <returns>Null when the record is no event.</returns>
    public static LoggedEvent? Read(ConsumeResult<byte[], byte[]> record, out string reason)
    {
        string? id = null, type = null, person = null, search = null, traceParent = null;
        DateTimeOffset? occurred = null, received = null;
        foreach (var header in record.Message.Headers ?? [])
        {
            if (!header.Key.StartsWith("ce_", StringComparison.Ordinal) || header.GetValueBytes() is not { } value)
            {
                continue;
            }

            switch (header.Key)
            {
                case Id: id = Encoding.UTF8.GetString(value); break;
                case Type: type = Encoding.UTF8.GetString(value); break;
                case PersonId: person = Encoding.UTF8.GetString(value); break;
                case SearchId: search = Encoding.UTF8.GetString(value); break;
                case TraceParent: traceParent = Encoding.UTF8.GetString(value); break;
                case OccurredAt: occurred = Time(value); break;
                case ReceivedAt: received = Time(value); break;
            }
        }

        reason = id is null or "" ? "has no header ce_id"
            : type is null or "" ? "has no header ce_type"
            : occurred is null ? "has no header ce_time with an RFC 3339 time"
            : !(IsStorable(id) && IsStorable(type) && IsStorable(person) && IsStorable(search) && IsStorable(traceParent))
                ? "has an attribute that is too long or not text"
            : !IsJson(record.Message.Value) ? "its value is not JSON"
            : "";
        return reason.Length > 0 ? null : new(
            record.Partition.Value,
            KafkaPosition.Of(record.Offset),
            id!,
            person,
            type!,
            search,
            occurred!.Value,
            received ?? new(record.Message.Timestamp.UtcDateTime),
            traceParent,
            record.Message.Value);
    }

    private static void Add(Headers headers, string key, string? value)
    {
        if (value is not null)
        {
            headers.Add(key, Encoding.UTF8.GetBytes(value));
        }
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(byte[] value) =>
        DateTimeOffset.TryParse(Encoding.UTF8.GetString(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static bool IsStorable(string? text) => text is null || NewEventRules.IsStorable(text);

    private static bool IsJson(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            while (reader.Read())
            {
            }

            return System.Text.Unicode.Utf8.IsValid(value);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
