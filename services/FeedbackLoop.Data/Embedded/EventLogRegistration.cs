using Microsoft.Extensions.Hosting;

namespace FeedbackLoop.Data.Events;

public static partial class EventLogRegistration
{
    private static partial void AddKafkaEventLog(IHostApplicationBuilder builder) => throw new InvalidOperationException(
        "The event log is to be Kafka (EventLog:Provider or ConnectionStrings:kafka says so), which this build does not contain: build with -p:FeedbackLoopProfile=cloud, or set EventLog:Provider to 'postgres'.");
}
