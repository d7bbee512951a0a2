using System.Diagnostics;

namespace FeedbackLoop.EventCollector.Tracking;

/// <summary>The W3C Trace Context header, version 00.</summary>
internal static class TraceParent
{
    /// <summary>The text if it is a valid traceparent, else null: a broken trace is no reason to lose an event.</summary>
    public static string? Valid(string? text) => text is { Length: 55 } && ActivityContext.TryParse(text, null, out _) ? text : null;

    /// <summary>That of the request: what the sender sent, else the request's own if it is being traced.</summary>
    public static string? Of(HttpContext context) =>
        context.Request.Headers.TraceParent is { Count: 1 } sent ? Valid(sent[0])
        : Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity.Id
        : null;
}
