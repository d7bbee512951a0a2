using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace FeedbackLoop.Data.Features;

public static partial class FeatureCacheRegistration
{
    private static partial void AddRedisFeatureCache(IHostApplicationBuilder builder)
    {
        AddRedis(builder);
        builder.Services.AddSingleton<RedisFeatureCache>();
        builder.Services.AddSingleton<PostgresFeatureReader>();
        builder.Services.AddSingleton<IFeatureCache>(services => ActivatorUtilities.CreateInstance<FallbackFeatureCache>(
            services, services.GetRequiredService<RedisFeatureCache>(), services.GetRequiredService<PostgresFeatureReader>()));
    }

    private static partial void AddRedisFeaturePublisher(IHostApplicationBuilder builder)
    {
        AddRedis(builder);
        builder.Services.AddHostedService<RedisFeaturePublisher>();
    }

    private static void AddRedis(IHostApplicationBuilder builder)
    {
        builder.Services.Configure<FeatureCacheOptions>(builder.Configuration.GetSection(FeatureCacheOptions.Section));
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<FeatureCacheOptions>>().Value);
        var redis = builder.AddRedisClientBuilder("redis", configureOptions: options =>
        {
            // A service starts and works while Redis is away, and nothing waits for it to come back.
            options.AbortOnConnectFail = false;
            options.BacklogPolicy = BacklogPolicy.FailFast;
        });

        // Without Redis searches are slower, not wrong: no reason to send people elsewhere.
        builder.Services.PostConfigure<HealthCheckServiceOptions>(checks =>
        {
            foreach (var check in checks.Registrations.Where(check => check.Name.StartsWith("StackExchange.Redis", StringComparison.Ordinal)))
            {
                check.FailureStatus = HealthStatus.Degraded;
            }
        });

        // Azure Managed Redis knows the service by its identity, where the connection string has no key.
        var connection = builder.Configuration.GetConnectionString("redis") ?? "";
        if (connection.Contains(".redis.azure.net", StringComparison.OrdinalIgnoreCase) && !connection.Contains("password=", StringComparison.OrdinalIgnoreCase))
        {
            redis.WithAzureAuthentication();
        }
    }
}
