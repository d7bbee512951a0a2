using FeedbackLoop.EventCollector.Endpoints;
using FeedbackLoop.EventCollector.Refused;
using FeedbackLoop.EventCollector.Status;
using FeedbackLoop.EventCollector.Tracking;

namespace Microsoft.Extensions.Hosting;

internal static class CollectorRegistration
{
    public static void AddCollector(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.Configure<CollectorOptions>(builder.Configuration.GetSection("Collector"));
        services.AddSingleton<WriteKeys>();
        services.AddSingleton<TrackingIntake>();
        services.AddSingleton<CollectorCounters>();
        services.AddSingleton<RefusedEvents>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusedEvents>());
        services.AddHostedService<StoredCounts>();
        services.AddSingleton<TrackingCors>();
        services.AddSingleton<SenderLimits>();
    }
}
