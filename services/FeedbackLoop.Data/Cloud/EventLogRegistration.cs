using Confluent.Kafka;
using FeedbackLoop.Data.Cloud;
using FeedbackLoop.Data.Events.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeedbackLoop.Data.Events;

public static partial class EventLogRegistration
{
    private static partial void AddKafkaEventLog(IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(KafkaLogOptions.Section);
        var options = section.Get<KafkaLogOptions>() ?? new KafkaLogOptions();
        var entra = options.Authentication == KafkaAuthentication.Entra ? new EventHubsToken(builder.Configuration.GetConnectionString("kafka")) : null;
        var rebalance = new KafkaRebalance();
        var readers = new ConsumerConfig();

        builder.AddKafkaProducer<byte[], byte[]>(
            "kafka",
            settings =>
            {
                KafkaClientConfig.Configure(settings.Config, options);
                entra?.Configure(settings.Config);

                // Aspire's check writes to a topic of its own, by a producer that has no token: Event Hubs has neither for it.
                settings.DisableHealthChecks |= entra is not null;
            },
            producer => entra?.Provide(producer));
        builder.AddKafkaConsumer<byte[], byte[]>(
            "kafka",
            settings =>
            {
                settings.Config.GroupId ??= builder.Environment.ApplicationName;
                KafkaClientConfig.Configure(settings.Config);
                entra?.Configure(settings.Config);
                settings.DisableHealthChecks = true; // the producer's asks the same brokers
                readers = settings.Config;
            },
            consumer =>
            {
                rebalance.Attach(consumer);
                entra?.Provide(consumer);
            });

        builder.Services.Configure<KafkaLogOptions>(section);
        builder.Services.AddSingleton(services => new KafkaClients(
            services.GetRequiredService<IProducer<byte[], byte[]>>(), services.GetRequiredService<IConsumer<byte[], byte[]>>, rebalance, OpenReader));
        builder.Services.AddSingleton<IEventLog, KafkaEventLog>();
        if (entra is null)
        {
            builder.Services.AddHostedService<KafkaTopics>();
        }
        else
        {
            builder.Services.AddHealthChecks().AddCheck<EventLogHealthCheck>("Kafka");
        }

        IConsumer<byte[], byte[]> OpenReader()
        {
            var reader = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(readers.ToDictionary()) { StatisticsIntervalMs = 0 });
            entra?.Provide(reader);
            return reader.Build();
        }
    }
}
