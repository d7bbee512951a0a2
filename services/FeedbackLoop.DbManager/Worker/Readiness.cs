using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FeedbackLoop.DbManager.Worker;

/// <summary>Healthy as soon as the schema is in place and the first items can be shown; pictures' features and vectors follow while the shop is open.</summary>
internal sealed class Readiness : IHealthCheck
{
    private string? _waitingFor = "The database is being migrated.";

    public void WaitFor(string what) => Volatile.Write(ref _waitingFor, what);

    /// <summary>True the first time.</summary>
    public bool Ready() => Interlocked.Exchange(ref _waitingFor, null) is not null;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Volatile.Read(ref _waitingFor) is { } what ? HealthCheckResult.Unhealthy(what) : HealthCheckResult.Healthy());
}
