using FeedbackLoop.SearchApi.Ranking;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FeedbackLoop.SearchApi.Catalog;

/// <summary>Healthy once catalogue and rankers were read: before that, answers would be empty or of the wrong ranker.</summary>
public sealed class CatalogHealthCheck(CatalogFollower catalog, RankerFollower rankers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(catalog.Ready.IsCompleted && rankers.Ready.IsCompleted
            ? HealthCheckResult.Healthy($"{catalog.Current.ItemCount} items")
            : HealthCheckResult.Unhealthy("The catalogue is being read."));
}
