using FeedbackLoop.Data.Events;
using FeedbackLoop.Data.Events.Kafka;
using FeedbackLoop.Data.Tests.Events;
using FeedbackLoop.Testing;

namespace FeedbackLoop.Data.Kafka.Tests;

/// <summary>The contract that PostgreSQL's log keeps, kept by Kafka's.</summary>
public sealed class KafkaEventLogTests : EventLogContract
{
    private static readonly Lazy<MockCluster> Cluster = new(() => new MockCluster());
    private static int _topics;

    private readonly KafkaLogOptions _options = new() { RepeatWindow = 10_000 };
    private readonly List<KafkaTestLog> _logs = [];
    private TestDatabase _database = null!;

    protected override bool WriterKnowsOtherWriters => false;

    public override async ValueTask InitializeAsync()
    {
        _options.Topic = $"events-{Interlocked.Increment(ref _topics)}";
        Cluster.Value.CreateTopic(_options.Topic, partitions: 3);
        _database = await PostgresServer.CreateDatabaseAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var log in _logs)
        {
            await log.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override IEventLog Open()
    {
        var log = new KafkaTestLog(Cluster.Value.BootstrapServers, _options, _database.DataSource, group: _options.Topic);
        _logs.Add(log);
        return log.Log;
    }
}
