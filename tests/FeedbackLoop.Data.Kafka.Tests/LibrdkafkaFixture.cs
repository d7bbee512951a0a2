[assembly: AssemblyFixture(typeof(FeedbackLoop.Data.Kafka.Tests.LibrdkafkaFixture))]

namespace FeedbackLoop.Data.Kafka.Tests;

/// <summary>Builds the native client, where it has to, before the first test's time starts to run.</summary>
public sealed class LibrdkafkaFixture
{
    public LibrdkafkaFixture() => Librdkafka.Provide();
}
