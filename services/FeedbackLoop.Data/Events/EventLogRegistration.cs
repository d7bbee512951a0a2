using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FeedbackLoop.Data.Events;

/// <summary>Puts the configured event log behind <see cref="IEventLog"/>.</summary>
public static class EventLogRegistration
{
    /// <summary>Registers the log that <c>EventLog:Provider</c> names. PostgreSQL needs an <see cref="Npgsql.NpgsqlDataSource"/> to be registered.</summary>
    /// <exception cref="InvalidOperationException">This build does not contain the named log.</exception>
    public static void AddEventLog(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("EventLog");
        builder.Services.Configure<EventLogOptions>(section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        switch (section["Provider"]?.ToLowerInvariant())
        {
            case null or "" or "postgres":
                builder.Services.AddSingleton<IEventLog, PostgresEventLog>();
                break;
            case "kafka":
                throw new InvalidOperationException(
                    "EventLog:Provider is 'kafka', which this build does not contain: build with -p:FeedbackLoopProfile=cloud, or set it to 'postgres'.");
            case var other:
                throw new InvalidOperationException($"EventLog:Provider is '{other}': it has to be 'postgres', or 'kafka' in builds of the cloud profile.");
        }
    }
}
