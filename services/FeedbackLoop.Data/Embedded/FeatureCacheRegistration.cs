using Microsoft.Extensions.Hosting;

namespace FeedbackLoop.Data.Features;

public static partial class FeatureCacheRegistration
{
    private static partial void AddRedisFeatureCache(IHostApplicationBuilder builder) => throw NotContained();

    private static partial void AddRedisFeaturePublisher(IHostApplicationBuilder builder) => throw NotContained();

    private static InvalidOperationException NotContained() => new(
        "Features are to be cached in Redis (FeatureCache:Provider or ConnectionStrings:redis says so), which this build does not contain: build with -p:FeedbackLoopProfile=cloud, or set FeatureCache:Provider to 'postgres'.");
}
