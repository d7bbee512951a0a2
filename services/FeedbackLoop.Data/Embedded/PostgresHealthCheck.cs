using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace FeedbackLoop.Data;

/// <summary>Healthy when the database answers.</summary>
internal sealed class PostgresHealthCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = dataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            return new(context.Registration.FailureStatus, "The database does not answer.", failure);
        }
    }
}
