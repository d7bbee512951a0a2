using FeedbackLoop.SearchApi.Serving;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FeedbackLoop.SearchApi.Catalog;

/// <summary>Healthy once catalogue and rankers were read, because answers would be empty or of the wrong ranker before, and searching was rehearsed.</summary>
public sealed class CatalogHealthCheck(CatalogFollower catalog, Vectors.AdapterFollower adapters, WarmUp warmUp) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(warmUp.IsDone
            ? adapters.Refused is { } refused ? HealthCheckResult.Degraded(refused) : HealthCheckResult.Healthy($"{catalog.Current.ItemCount} items")
            : HealthCheckResult.Unhealthy("The catalogue is being read, or searching is being rehearsed."));
}
