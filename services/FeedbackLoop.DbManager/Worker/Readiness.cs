using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FeedbackLoop.DbManager.Worker;

/// <summary>Healthy as soon as the schema is in place and the first items can be shown; pictures' features and vectors follow while the shop is open.</summary>
internal sealed class Readiness : IHealthCheck
{
    private volatile string? _waitingFor = "The database is being migrated.";

    public void WaitFor(string what) => _waitingFor = what;

    public void Ready() => _waitingFor = null;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_waitingFor is { } what ? HealthCheckResult.Unhealthy(what) : HealthCheckResult.Healthy());
}
