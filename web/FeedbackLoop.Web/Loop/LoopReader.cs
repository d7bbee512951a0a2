using System.Diagnostics;
using FeedbackLoop.Contracts.Catalog;
using FeedbackLoop.Contracts.Events;
using FeedbackLoop.Contracts.Features;
using FeedbackLoop.Contracts.Retraining;
using FeedbackLoop.Web.Backend;

namespace FeedbackLoop.Web.Loop;

/// <summary>Asks all services how the loop stands. However many operators watch, the services are asked at most once a second.</summary>
public sealed class LoopReader(IHttpClientFactory clients, TimeProvider time) : IDisposable
{
    /// <summary>The HttpClient that carries the operator key.</summary>
    public const string OperatorClient = "operator";

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(2);
    private static readonly string[] Services = ["search-api", "event-collector", "feature-store", "retraining"];

    private readonly SemaphoreSlim _reading = new(1);
    private LoopSnapshot? _latest;

    public async Task<LoopSnapshot> ReadAsync(CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            if (_latest is { } latest && time.GetUtcNow() - latest.At < Freshness) return latest;
            return _latest = await ReadAllAsync(ct);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>After a change: the next reader must not see what was before it.</summary>
    public void Forget() => _latest = null;

    public void Dispose() => _reading.Dispose();

    private async Task<LoopSnapshot> ReadAllAsync(CancellationToken ct)
    {
        using var http = clients.CreateClient(OperatorClient);
        var loop = http.GetAnswerAsync<LoopStatus>("http://retraining/api/loop", ct);
        var metrics = ListAsync<MetricWindow>(http, "http://retraining/api/metrics?modality=each&cohort=each", ct);
        var runs = ListAsync<TrainingRun>(http, "http://retraining/api/runs", ct);
        var models = ListAsync<ModelVersion>(http, "http://retraining/api/models", ct);
        var experiments = ListAsync<Experiment>(http, "http://retraining/api/experiments", ct);
        var drift = ListAsync<DriftTest>(http, "http://retraining/api/drift", ct);
        var bias = ListAsync<PositionBias>(http, "http://retraining/api/position-bias", ct);
        var features = http.GetAnswerAsync<FeatureStoreStatus>("http://feature-store/api/features/status", ct);
        var collector = http.GetAnswerAsync<CollectorStatus>("http://event-collector/api/events/status", ct);
        var refused = ListAsync<RefusedEvent>(http, "http://event-collector/api/events/refused", ct);
        var imports = ListAsync<CatalogImportStatus>(http, "http://search-api/api/catalog/imports", ct);
        var health = Task.WhenAll(Services.Select(service => HealthAsync(http, service, ct)));
        return new LoopSnapshot
        {
            Loop = await loop, Metrics = await metrics, Runs = await runs, Models = await models, Experiments = await experiments, Drift = await drift,
            PositionBias = await bias, Features = await features, Collector = await collector, Refused = await refused, Imports = await imports,
            Health = await health, At = time.GetUtcNow(),
        };
    }

    private static async Task<Answer<IReadOnlyList<T>>> ListAsync<T>(HttpClient http, string path, CancellationToken ct)
    {
        var answer = await http.GetAnswerAsync<List<T>>(path, ct);
        return new Answer<IReadOnlyList<T>>(answer.Value, answer.Problem);
    }

    private static async Task<ServiceHealth> HealthAsync(HttpClient http, string service, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(HealthPatience);
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var response = await http.GetAsync($"http://{service}/health", patience.Token);
            var state = await response.Content.ReadAsStringAsync(patience.Token);
            return new ServiceHealth(service, state is "Healthy" or "Degraded" ? state : "Unhealthy", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or OperationCanceledException)
        {
            return new ServiceHealth(service, "No answer", null);
        }
    }
}
