using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace FeedbackLoop.SearchApi.Serving;

/// <summary>Traces and metrics of searching: one span per search, one histogram of how long each stage took.</summary>
public sealed class SearchTelemetry
{
    public const string Name = "FeedbackLoop.Search";

    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    };

    public SearchTelemetry(IMeterFactory meters)
    {
        Meter = meters.Create(Name);
        Meter.CreateObservableGauge("feedbackloop.search.adapter.refused", () => AdapterRefused ? 1 : 0, "{adapter}", "Deployed query adapters that cannot serve");
    }

    public ActivitySource Source { get; } = new(Name);

    public Meter Meter { get; }

    /// <summary>The deployed query adapter belongs to another embedder, or is damaged: queries are searched without it.</summary>
    public bool AdapterRefused { get; set; }

    private Histogram<double> Stages => field ??= Meter.CreateHistogram("feedbackloop.search.stage.duration", "s", "How long a stage of a search took", advice: Buckets);

    private Counter<long> Searches => field ??= Meter.CreateCounter<long>("feedbackloop.search.answers", "{search}", "Searches answered");

    /// <summary>Counts an answer and the stages it went through.</summary>
    public void Record(string modality, string arm, int results, SearchTimings timings, Activity? activity)
    {
        Searches.Add(1, new("modality", modality), new("arm", arm), new("empty", results == 0));
        for (var i = 0; i < SearchTimings.Stages.Length; i++)
        {
            var seconds = timings.Seconds(i);
            if (Stages.Enabled)
            {
                Stages.Record(seconds, new("stage", SearchTimings.Stages[i]), new("modality", modality));
            }

            activity?.SetTag($"feedbackloop.search.{SearchTimings.Stages[i]}_ms", seconds * 1000);
        }
    }
}
