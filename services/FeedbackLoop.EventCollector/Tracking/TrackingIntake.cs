using System.Text.Json;
using System.Text.Unicode;
using FeedbackLoop.Data.Events;
using FeedbackLoop.EventCollector.Endpoints;
using FeedbackLoop.EventCollector.Refused;
using FeedbackLoop.EventCollector.Status;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>From the body of a tracking call to the commit of its events: read, authorise, parse, check, append, answer.</summary>
internal sealed class TrackingIntake(
    IEventLog log, RefusedEvents refused, WriteKeys keys, SenderLimits limits, TrackingCors cors, CollectorCounters counters,
    IOptions<CollectorOptions> options, TimeProvider time)
{
    private readonly DefaultObjectPool<TrackingRequest> _requests = new(new DefaultPooledObjectPolicy<TrackingRequest>(), 1024);
    private long _bytesInFlight;

    /// <param name="context">The request.</param>
    /// <param name="type">The call; null for a batch.</param>
    public async Task AcceptAsync(HttpContext context, CallType? type)
    {
        var receivedAt = time.GetUtcNow();
        cors.Allow(context);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (!limits.Allow(context))
        {
            await TrackingAnswers.TooManyAsync(context);
            return;
        }

        var authorized = keys.Check(context.Request);
        if (authorized == false)
        {
            await TrackingAnswers.UnauthorizedAsync(context);
            return;
        }

        var limit = type is null ? TrackingLimits.BatchBytes : TrackingLimits.EventBytes;
        var reserved = context.Request.ContentLength is { } length && context.Request.Headers.ContentEncoding.Count == 0 ? Math.Min(length, limit) : limit;
        if (Interlocked.Add(ref _bytesInFlight, reserved) > options.Value.BytesInFlight)
        {
            Interlocked.Add(ref _bytesInFlight, -reserved);
            await TrackingAnswers.UnavailableAsync(context);
            return;
        }

        var request = _requests.Get();
        try
        {
            await AcceptAsync(context, request, type, limit, authorized == true, receivedAt);
        }
        catch (BadHttpRequestException failure) when (!context.Response.HasStarted)
        {
            await TrackingAnswers.UnreadableAsync(context, failure);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The sender left before its body was here; it will send again.
        }
        finally
        {
            request.Release();
            _requests.Return(request);
            Interlocked.Add(ref _bytesInFlight, -reserved);
        }
    }

    private async Task AcceptAsync(HttpContext context, TrackingRequest request, CallType? type, int limit, bool authorized, DateTimeOffset receivedAt)
    {
        bool fits;
        try
        {
            fits = await request.ReadAsync(context, limit);
        }
        catch (InvalidDataException)
        {
            await TrackingAnswers.InvalidAsync(context, "body", "is not valid gzip.");
            return;
        }

        var envelope = default(TrackingEnvelope);
        if (!fits)
        {
            envelope.Refuse("body", $"is larger than {limit} bytes.");
        }
        else
        {
            Parse(request, type, ref envelope);
        }

        if (!authorized && !keys.Check(envelope.WriteKey))
        {
            await TrackingAnswers.UnauthorizedAsync(context);
            return;
        }

        if (envelope.Field is { } field)
        {
            counters.CountRefused(1);
            refused.Add(receivedAt, personId: null, field, envelope.Reason!, request.Body.Span);
            await (fits ? TrackingAnswers.InvalidAsync(context, field, envelope.Reason!) : TrackingAnswers.TooLargeAsync(context, field, envelope.Reason!));
            return;
        }

        var refusals = Judge(request, type is null, envelope.SentAt, envelope.TraceParent ?? TraceParent.Of(context), receivedAt);
        if (type is not null && refusals is [var only])
        {
            await TrackingAnswers.InvalidAsync(context, only.Field, only.Reason);
            return;
        }

        try
        {
            // Not cancelled when the sender leaves: the log reads the events from our buffer until it has answered.
            var added = await log.AppendAsync(request.Events, CancellationToken.None);
            counters.CountAccepted(request.Events, added, receivedAt);
        }
        catch (EventLogUnavailableException)
        {
            await TrackingAnswers.UnavailableAsync(context);
            return;
        }

        await (refusals is null ? TrackingAnswers.AcceptedAsync(context) : TrackingAnswers.AcceptedInPartAsync(context, refusals));
    }

    private static void Parse(TrackingRequest request, CallType? type, ref TrackingEnvelope envelope)
    {
        var body = request.Body.Span;
        if (!Utf8.IsValid(body))
        {
            envelope.Refuse("body", "is not UTF-8.");
            return;
        }

        try
        {
            if (type is { } call)
            {
                TrackingParser.ParseSingle(body, call, request.Drafts, ref envelope);
            }
            else
            {
                TrackingParser.ParseBatch(body, request.Drafts, ref envelope);
            }
        }
        catch (JsonException failure)
        {
            envelope.Refuse("body", $"is not valid JSON at line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            envelope.Refuse("body", "escapes a character that does not exist.");
        }
    }

    /// <summary>Turns the drafts into events to be appended; refused ones are noted and returned (null: there were none).</summary>
    private List<Refusal>? Judge(TrackingRequest request, bool isBatch, DateTimeOffset? sentAt, string? traceParent, DateTimeOffset receivedAt)
    {
        List<Refusal>? refusals = null;
        for (var i = 0; i < request.Drafts.Count; i++)
        {
            ref var draft = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(request.Drafts)[i];
            var payload = request.Body.Slice(draft.Start, draft.Length);
            TrackingRules.Check(ref draft);
            if (draft.Field is { } field)
            {
                var path = !isBatch ? field : field.Length == 0 ? $"batch[{i}]" : $"batch[{i}].{field}";
                (refusals ??= []).Add(new(i, path, draft.Reason!));
                refused.Add(receivedAt, draft.PersonId, path, draft.Reason!, payload.Span);
                continue;
            }

            var type = draft.Type!.Value;
            request.Events.Add(new()
            {
                MessageId = draft.MessageId ?? Guid.NewGuid().ToString(),
                PersonId = draft.PersonId,
                Name = type == CallType.Track ? draft.Name! : NameOf(type),
                SearchId = type == CallType.Track ? draft.Properties.SearchId : null,
                OccurredAt = EventClock.Correct(draft.OriginalTimestamp ?? draft.Timestamp, draft.SentAt ?? sentAt, receivedAt),
                ReceivedAt = receivedAt,
                TraceParent = draft.TraceParent ?? traceParent,
                Payload = payload,
            });
        }

        counters.CountRefused(refusals?.Count ?? 0);
        return refusals;
    }

    private static string NameOf(CallType type) => type switch
    {
        CallType.Page => "page",
        CallType.Screen => "screen",
        CallType.Identify => "identify",
        CallType.Group => "group",
        CallType.Alias => "alias",
        _ => "track",
    };
}
