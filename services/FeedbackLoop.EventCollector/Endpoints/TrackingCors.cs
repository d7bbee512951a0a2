using FeedbackLoop.EventCollector.Tracking;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.EventCollector.Endpoints;

/// <summary>Pages of any origin may send events, unless origins are configured. There are no cookies here that another origin could misuse; credentials are
/// allowed because beacons always ask for them.</summary>
internal static class TrackingCors
{
    public const string Policy = "Tracking";

    public static void AddTrackingCors(this IServiceCollection services)
    {
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure((CorsOptions cors, IOptions<CollectorOptions> collector) => cors.AddPolicy(Policy, policy =>
        {
            policy.AllowAnyHeader().WithMethods("GET", "POST").AllowCredentials().SetPreflightMaxAge(TimeSpan.FromHours(2));
            _ = collector.Value.AllowedOrigins is { Length: > 0 } origins ? policy.WithOrigins(origins) : policy.SetIsOriginAllowed(_ => true);
        }));
    }
}
