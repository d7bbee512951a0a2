using FeedbackLoop.Data.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace FeedbackLoop.Data.Tests.Features;

public sealed class FeatureCacheRegistrationTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("postgres", "cache:6379")]
    public async Task Memory_over_PostgreSQL_is_the_cache_of_this_build(string? provider, string? redis)
    {
        var builder = Builder(provider, redis);
        builder.Services.AddSingleton(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1"));
        builder.Services.AddLogging();
        builder.AddFeatureCache();
        builder.AddFeaturePublisher();
        await using var services = builder.Services.BuildServiceProvider();
        Assert.IsType<PostgresFeatureCache>(services.GetRequiredService<IFeatureCache>());
        Assert.Single(services.GetServices<IHostedService>());
    }

    [Theory]
    [InlineData("redis", null, "-p:FeedbackLoopProfile=cloud")]
    [InlineData(null, "cache:6379", "ConnectionStrings:redis")]
    [InlineData("memcached", null, "'memcached'")]
    public void What_this_build_does_not_contain_is_said_in_one_sentence(string? provider, string? redis, string expected)
    {
        foreach (var add in (Action<IHostApplicationBuilder>[])[FeatureCacheRegistration.AddFeatureCache, FeatureCacheRegistration.AddFeaturePublisher])
        {
            var failure = Assert.Throws<InvalidOperationException>(() => add(Builder(provider, redis)));
            Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', failure.Message);
        }
    }

    private static HostApplicationBuilder Builder(string? provider, string? redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["FeatureCache:Provider"] = provider;
        builder.Configuration["ConnectionStrings:redis"] = redis;
        return builder;
    }
}
