using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FeedbackLoop.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>Everything of ours is named FeedbackLoop.Something, sources of traces and meters alike.</summary>
    private const string Own = "FeedbackLoop.*";

    /// <summary>
    /// Traces, metrics and logs by OTLP, from the sources that the framework has itself: no instrumentation packages. Name and attributes of the service,
    /// address, protocol and headers of the receiver come from the standard <c>OTEL_*</c> variables. Without a receiver nothing is collected.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        // ASP.NET Core fills in the semantic conventions (method, route, status) only when asked to.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        // An unhealthy answer is told to the one who asked; repeated in the log every second while a service starts it is noise.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
            logging.AddOtlpExporter();
        });
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", Own)
            .AddProcessor<HealthTraceFilter>()
            .AddOtlpExporter()
            .Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .AddMeter("Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql", "Polly", Own)
            .AddOtlpExporter()
            .Build());
        builder.Services.AddHostedService<TelemetryProviders>();
    }
}
