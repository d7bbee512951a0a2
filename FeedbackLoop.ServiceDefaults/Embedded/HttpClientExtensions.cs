using FeedbackLoop.ServiceDefaults.Discovery;
using FeedbackLoop.ServiceDefaults.Resilience;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeedbackLoop.ServiceDefaults;

internal static class HttpClientExtensions
{
    /// <summary>Every HttpClient finds services by their name and copes with their failures.</summary>
    public static void AddHttpClientDefaults(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceEndpoints>();
        builder.Services.AddSingleton<HttpResilience>();
        builder.Services.AddTransient<ServiceDiscoveryHandler>();
        builder.Services.AddTransient<ResilienceHandler>();
        builder.Services.ConfigureHttpClientDefaults(http => http
            .AddHttpMessageHandler<ResilienceHandler>()
            .AddHttpMessageHandler<ServiceDiscoveryHandler>());
    }
}
