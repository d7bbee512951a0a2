#pragma warning disable EXTEXP0001 // DisableForUnsafeHttpMethods is still marked experimental.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;

namespace FeedbackLoop.ServiceDefaults;

internal static class HttpClientExtensions
{
    /// <summary>Every HttpClient finds services by their name and copes with their failures.</summary>
    public static void AddHttpClientDefaults(this IHostApplicationBuilder builder)
    {
        builder.Services.AddServiceDiscovery();
        builder.Services.AddTransient<UnavailableHandler>();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddHttpMessageHandler<UnavailableHandler>();
            // A search that is asked twice is logged twice: only what changes nothing is tried again.
            http.AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());
            http.AddServiceDiscovery();
        });
    }
}
