using FeedbackLoop.Data.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace FeedbackLoop.Data.Tests.Events;

public sealed class EventLogRegistrationTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("postgres")]
    public async Task PostgreSQL_is_the_log_of_this_build(string? provider)
    {
        var builder = Builder(provider);
        builder.Services.AddSingleton(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1"));
        builder.AddEventLog();
        await using var services = builder.Services.BuildServiceProvider();
        Assert.IsType<PostgresEventLog>(services.GetRequiredService<IEventLog>());
    }

    [Theory]
    [InlineData("kafka", "-p:FeedbackLoopProfile=cloud")]
    [InlineData("rabbit", "'rabbit'")]
    public void What_this_build_does_not_contain_is_said_in_one_sentence(string provider, string expected)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Builder(provider).AddEventLog());
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("postgres", true)]
    public void A_connection_to_Kafka_is_not_ignored_in_silence(string? provider, bool isFine)
    {
        var builder = Builder(provider);
        builder.Configuration["ConnectionStrings:kafka"] = "broker:9092";
        if (isFine)
        {
            builder.AddEventLog();
            return;
        }

        var failure = Assert.Throws<InvalidOperationException>(builder.AddEventLog);
        Assert.Contains("ConnectionStrings:kafka", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-p:FeedbackLoopProfile=cloud", failure.Message, StringComparison.Ordinal);
    }

    private static HostApplicationBuilder Builder(string? provider)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["EventLog:Provider"] = provider;
        return builder;
    }
}
