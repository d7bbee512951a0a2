using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>Creates the log's topics before the service uses them: what a broker makes by itself at the first record has one partition and other limits.</summary>
internal sealed class KafkaTopics(KafkaClients clients, IOptions<KafkaLogOptions> options, ILogger<KafkaTopics> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var log = options.Value;
        using var admin = new DependentAdminClientBuilder(clients.Producer.Handle).Build();
        var retention = ((long)log.Retention.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            await admin.CreateTopicsAsync(
                [
                    Topic(log.Topic, log.Partitions, new() { ["retention.ms"] = retention, ["message.timestamp.type"] = "LogAppendTime" }),
                    Topic(log.DeadLetterTopic, 1, new() { ["retention.ms"] = retention }),
                ],
                new() { RequestTimeout = log.DeliveryTimeout }).WaitAsync(cancellationToken);
            logger.LogInformation("Created the topics {Topic} and {DeadLetterTopic}", log.Topic, log.DeadLetterTopic);
        }
        catch (CreateTopicsException failure) when (failure.Results.All(r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
        }
        catch (KafkaException failure)
        {
            logger.LogWarning("The topics {Topic} and {DeadLetterTopic} were not created, and have to be there: {Reason}", log.Topic, log.DeadLetterTopic, failure.Message);
        }

        TopicSpecification Topic(string name, int partitions, Dictionary<string, string> configuration) =>
            new() { Name = name, NumPartitions = partitions, ReplicationFactor = log.ReplicationFactor, Configs = configuration };
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
