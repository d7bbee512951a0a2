using Confluent.Kafka;
using FeedbackLoop.Data.Events;
using FeedbackLoop.Data.Events.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FeedbackLoop.Data.Kafka.Tests;

/// <summary>One process's handle on the log, with clients of its own, configured as the product configures them.</summary>
internal sealed class KafkaTestLog : IAsyncDisposable
{
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly Lazy<IConsumer<byte[], byte[]>> _follower;

    public KafkaTestLog(string bootstrapServers, KafkaLogOptions options, NpgsqlDataSource dataSource, string group = "tests", ILogger<KafkaEventLog>? logger = null)
    {
        var producer = new ProducerConfig { BootstrapServers = bootstrapServers };
        KafkaClientConfig.Configure(producer, options);
        var consumer = new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = group, SessionTimeoutMs = 6000, HeartbeatIntervalMs = 300 };
        KafkaClientConfig.Configure(consumer);
        _producer = new ProducerBuilder<byte[], byte[]>(producer).SetLogHandler((_, _) => { }).Build();
        var rebalance = new KafkaRebalance();
        _follower = new(() =>
        {
            var builder = new ConsumerBuilder<byte[], byte[]>(consumer).SetLogHandler((_, _) => { });
            rebalance.Attach(builder);
            return builder.Build();
        });
        Log = new KafkaEventLog(
            new(_producer, () => _follower.Value, rebalance, () => new ConsumerBuilder<byte[], byte[]>(consumer).SetLogHandler((_, _) => { }).Build()),
            dataSource,
            Options.Create(new EventLogOptions()),
            Options.Create(options),
            TimeProvider.System,
            logger ?? NullLogger<KafkaEventLog>.Instance);
    }

    public KafkaEventLog Log { get; }

    public IProducer<byte[], byte[]> Producer => _producer;

    public async ValueTask DisposeAsync()
    {
        await Task.Run(() =>
        {
            if (_follower.IsValueCreated)
            {
                _follower.Value.Dispose();
            }

            Log.Dispose();
            _producer.Dispose();
        });
    }
}
