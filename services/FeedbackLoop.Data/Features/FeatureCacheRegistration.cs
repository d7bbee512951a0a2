using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FeedbackLoop.Data.Features;

/// <summary>Puts the configured cache of online features behind <see cref="IFeatureCache"/>.</summary>
public static partial class FeatureCacheRegistration
{
    /// <summary>For who reads features: registers the cache that <c>FeatureCache:Provider</c> names; where it names none, Redis if there is a
    /// <c>ConnectionStrings:redis</c>, else memory over PostgreSQL. Both need an <see cref="Npgsql.NpgsqlDataSource"/> to be registered.</summary>
    /// <exception cref="InvalidOperationException">This build does not contain that cache.</exception>
    public static void AddFeatureCache(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        if (IsRedis(builder.Configuration))
        {
            AddRedisFeatureCache(builder);
            return;
        }

        builder.Services.AddSingleton<PostgresFeatureCache>();
        builder.Services.AddSingleton<IFeatureCache>(services => services.GetRequiredService<PostgresFeatureCache>());
        builder.Services.AddHostedService(services => services.GetRequiredService<PostgresFeatureCache>());
    }

    /// <summary>For who writes the table of features: brings them to the cache, where that is not each reader's own.</summary>
    /// <exception cref="InvalidOperationException">This build does not contain the configured cache.</exception>
    public static void AddFeaturePublisher(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        if (IsRedis(builder.Configuration))
        {
            AddRedisFeaturePublisher(builder);
        }
    }

    private static bool IsRedis(IConfiguration configuration) => configuration["FeatureCache:Provider"]?.ToLowerInvariant() switch
    {
        null or "" => !string.IsNullOrEmpty(configuration.GetConnectionString("redis")),
        "postgres" => false,
        "redis" => true,
        var other => throw new InvalidOperationException(
            $"FeatureCache:Provider is '{other}': it has to be 'postgres', or 'redis' in builds of the cloud profile."),
    };

    private static partial void AddRedisFeatureCache(IHostApplicationBuilder builder);

    private static partial void AddRedisFeaturePublisher(IHostApplicationBuilder builder);
}
