using System.Diagnostics;
using OpenTelemetry;

namespace FeedbackLoop.ServiceDefaults.Telemetry;

/// <summary>Health is asked for every few seconds; nobody wants to read traces of it.</summary>
internal sealed class HealthTraceFilter : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Server && data.GetTagItem("url.path") is "/health" or "/alive")
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
