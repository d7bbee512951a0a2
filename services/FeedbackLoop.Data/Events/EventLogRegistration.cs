using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FeedbackLoop.Data.Events;

/// <summary>Puts the configured event log behind <see cref="IEventLog"/>.</summary>
public static partial class EventLogRegistration
{
    /// <summary>Registers the log that <c>EventLog:Provider</c> names; where it names none, Kafka if there is a <c>ConnectionStrings:kafka</c>, else PostgreSQL.
    /// Both need an <see cref="Npgsql.NpgsqlDataSource"/> to be registered.</summary>
    /// <exception cref="InvalidOperationException">This build does not contain that log.</exception>
    public static void AddEventLog(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("EventLog");
        builder.Services.Configure<EventLogOptions>(section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        var hasKafka = !string.IsNullOrEmpty(builder.Configuration.GetConnectionString("kafka"));
        switch (section["Provider"]?.ToLowerInvariant())
        {
            case null or "" when !hasKafka:
            case "postgres":
                builder.Services.AddSingleton<IEventLog, PostgresEventLog>();
                break;
            case null or "":
            case "kafka":
                AddKafkaEventLog(builder);
                break;
            case var other:
                throw new InvalidOperationException($"EventLog:Provider is '{other}': it has to be 'postgres', or 'kafka' in builds of the cloud profile.");
        }
    }

    private static partial void AddKafkaEventLog(IHostApplicationBuilder builder);
}
