using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FeedbackLoop.Data.Events.Kafka;

/// <summary>Healthy while the log says where it ends: the brokers of all its partitions then answer.</summary>
internal sealed class EventLogHealthCheck(IEventLog log) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await log.EndAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (EventLogUnavailableException failure)
        {
            return new(context.Registration.FailureStatus, failure.Message, failure);
        }
    }
}
