using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace FeedbackLoop.Data.Kafka.Tests;

/// <summary>
/// Brokers to test with: librdkafka's own mock cluster (rdkafka_mock.h), which speaks Kafka's protocol on loopback. It is not Kafka: it keeps the last 5 MB or
/// 100,000 records of a partition in memory, and knows groups, offsets and idempotent producers, but no creation of topics by clients and no authentication.
/// </summary>
internal sealed unsafe partial class MockCluster : IDisposable
{
    private const int ProducerType = 0;
    private const int ErrorSize = 512;

    /// <summary>Produce, Fetch, ListOffsets, Metadata, OffsetCommit, OffsetFetch, FindCoordinator, JoinGroup, Heartbeat, LeaveGroup, SyncGroup, ApiVersions,
    /// InitProducerId.</summary>
    private static readonly short[] AllApis = [0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 18, 22];

    private readonly nint _client;
    private readonly nint _cluster;

    public MockCluster(int brokers = 3)
    {
        Librdkafka.Require();
        var error = stackalloc byte[ErrorSize];
        var config = NewConfig();
        Check(Set(config, "log_level", "0", error, ErrorSize));
        _client = New(ProducerType, config, error, ErrorSize);
        if (_client == 0)
        {
            throw new InvalidOperationException(Marshal.PtrToStringUTF8((nint)error));
        }

        _cluster = NewCluster(_client, brokers);
        Brokers = brokers;
        BootstrapServers = Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;
        SetRebalanceDelay(_cluster, 200);
    }

    public int Brokers { get; }

    public string BootstrapServers { get; }

    public void CreateTopic(string name, int partitions) => Check(CreateTopic(_cluster, name, partitions, Math.Min(Brokers, 3)));

    /// <summary>From now on every connection is closed at its first request. (The mock's own way to take a broker down binds its port anew, which loopback
    /// does not always allow.)</summary>
    public void GoAway()
    {
        foreach (var api in AllApis)
        {
            Fail(api, [.. Enumerable.Repeat(ErrorCode.Local_Transport, 5000)]);
        }
    }

    public void ComeBack()
    {
        foreach (var api in AllApis)
        {
            ClearErrors(_cluster, api);
        }
    }

    /// <summary>Lets the next requests of a kind fail.</summary>
    /// <param name="api">Kafka's number of the request: 0 is Produce, 1 Fetch.</param>
    public void Fail(short api, params ErrorCode[] errors)
    {
        var codes = Array.ConvertAll(errors, e => (int)e);
        fixed (int* first = codes)
        {
            PushErrors(_cluster, api, (nuint)codes.Length, first);
        }
    }

    /// <summary>As retention does: the oldest records of a partition go.</summary>
    public void DeleteRecords(string topic, int partition, long before) => Check(DeleteRecords(_cluster, topic, partition, before));

    public void Dispose()
    {
        DestroyCluster(_cluster);
        Destroy(_client);
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new KafkaException((ErrorCode)error);
        }
    }

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConfig();

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(nint config, string name, string value, byte* error, nuint errorSize);

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint config, byte* error, nuint errorSize);

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint client);

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint NewCluster(nint client, int brokers);

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void DestroyCluster(nint cluster);

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    private static partial void SetRebalanceDelay(nint cluster, int milliseconds);

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_mock_clear_request_errors")]
    private static partial void ClearErrors(nint cluster, short api);

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial void PushErrors(nint cluster, short api, nuint count, int* errors);

    [LibraryImport(Librdkafka.Name, EntryPoint = "rd_kafka_mock_partition_delete_records", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DeleteRecords(nint cluster, string topic, int partition, long before);
}
