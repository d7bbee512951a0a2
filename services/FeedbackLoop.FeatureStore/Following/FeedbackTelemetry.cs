using System.Diagnostics;
using System.Diagnostics.Metrics;
using FeedbackLoop.Data.Events;

namespace FeedbackLoop.FeatureStore.Following;

/// <summary>What FeatureStore tells of itself. Each counted event continues the trace in which it arose: query, click and feature are one trace.</summary>
public static class FeedbackTelemetry
{
    private const string Name = "FeedbackLoop.FeatureStore";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("feedbackloop.feature_store.events", "{event}", "Events counted.");
    private static readonly Counter<long> Closed = Meter.CreateCounter<long>("feedbackloop.feature_store.examples", "{search}", "Searches closed into training examples.");

    public static Activity? StartCount(LoggedEvent logged)
    {
        if (!Source.HasListeners() || !ActivityContext.TryParse(logged.TraceParent, null, isRemote: true, out var parent))
        {
            return null;
        }

        return Source.StartActivity("count " + logged.Name, ActivityKind.Consumer, parent)?.SetTag("feedbackloop.search_id", logged.SearchId);
    }

    public static void Counted(int events, int closed)
    {
        Events.Add(events);
        Closed.Add(closed);
    }
}
