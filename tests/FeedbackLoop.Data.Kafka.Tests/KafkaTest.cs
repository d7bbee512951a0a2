using FeedbackLoop.Data.Events;
using FeedbackLoop.Data.Events.Kafka;
using FeedbackLoop.Testing;
using Microsoft.Extensions.Logging;

namespace FeedbackLoop.Data.Kafka.Tests;

/// <summary>What tests of the Kafka log share: a mock cluster of their own, a topic, a database.</summary>
public abstract class KafkaTest : IAsyncLifetime
{
    private const int Partitions = 4;

    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromSeconds(90));
    private readonly List<KafkaTestLog> _logs = [];

    internal MockCluster Cluster { get; private set; } = null!;

    internal TestDatabase Database { get; private set; } = null!;

    internal Ledger Ledger { get; private set; } = null!;

    protected KafkaLogOptions Options { get; } = new() { RepeatWindow = 1000, DeliveryTimeout = TimeSpan.FromSeconds(3) };

    protected CancellationToken Timeout => _timeout.Token;

    public async ValueTask InitializeAsync()
    {
        Cluster = new MockCluster();
        Cluster.CreateTopic(Options.Topic, Partitions);
        Cluster.CreateTopic(Options.DeadLetterTopic, 1);
        Database = await PostgresServer.CreateDatabaseAsync();
        Ledger = new Ledger(Database);
        await Ledger.CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Ledger is not null)
        {
            await Ledger.DisposeAsync();
        }

        foreach (var log in _logs)
        {
            await log.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        Cluster?.Dispose();
        _timeout.Dispose();
    }

    internal KafkaTestLog Open(ILogger<KafkaEventLog>? logger = null)
    {
        var log = new KafkaTestLog(Cluster.BootstrapServers, Options, Database.DataSource, logger: logger);
        _logs.Add(log);
        return log;
    }

    protected static NewEvent Event(string messageId, string? personId = null) => new()
    {
        MessageId = messageId,
        PersonId = personId,
        Name = "Product Clicked",
        OccurredAt = DateTimeOffset.UnixEpoch,
        ReceivedAt = DateTimeOffset.UnixEpoch.AddYears(50),
        Payload = """{"type":"track"}"""u8.ToArray(),
    };

    protected static IEnumerable<NewEvent> Events(int count, string prefix = "m") =>
        Enumerable.Range(0, count).Select(i => Event($"{prefix}{i:d6}", $"person {i % 37}"));

    /// <summary>Everything from the given positions up to the end that the log has now.</summary>
    protected async Task<List<LoggedEvent>> ReadToEndAsync(IEventLog log, IReadOnlyDictionary<int, long>? after = null)
    {
        after ??= new Dictionary<int, long>();
        var open = (await log.EndAsync(Timeout)).Where(p => p.Value > after.GetValueOrDefault(p.Key)).ToDictionary();
        var events = new List<LoggedEvent>();
        if (open.Count == 0)
        {
            return events;
        }

        await foreach (var batch in log.ReadAsync(after, 500, Timeout))
        {
            events.AddRange(batch.Events);
            foreach (var (partition, position) in batch.Positions)
            {
                if (open.TryGetValue(partition, out var last) && position >= last)
                {
                    open.Remove(partition);
                }
            }

            if (open.Count == 0)
            {
                break;
            }
        }

        return events;
    }
}
