using Microsoft.Extensions.AI;

namespace FeedbackLoop.SearchApi.Understanding;

internal static class UnderstandingRegistration
{
    /// <summary>Query understanding by the configured service, or by an <see cref="IChatClient"/> that was registered before; by none without either.</summary>
    public static void AddQueryUnderstanding(this IServiceCollection services)
    {
        services.AddSingleton(s => new QueryUnderstanding(
            s.GetService<IChatClient>() ?? Client(s.GetRequiredService<UnderstandingOptions>()),
            s.GetRequiredService<UnderstandingOptions>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<QueryUnderstanding>>()));
    }

    private static ChatCompletionClient? Client(UnderstandingOptions options) => options.Endpoint is { } endpoint
        ? new(new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = Timeout.InfiniteTimeSpan }, endpoint, options.Model, options.Key)
        : null;
}
