using System.Net.Http.Headers;
using System.Net.Http.Json;
using FeedbackLoop.Contracts.Retraining;

namespace FeedbackLoop.Shoppers.Service;

/// <summary>Retraining over HTTP.</summary>
public sealed class LoopClient : IDisposable
{
    private readonly HttpClient _http;

    public LoopClient(Uri address, string? operatorKey)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        if (operatorKey is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", operatorKey);
        }
    }

    public async Task<LoopStatus> StatusAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<LoopStatus>("/api/loop", cancellationToken))!;

    public async Task<TrainingRun[]> RunsAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<TrainingRun[]>("/api/runs", cancellationToken))!;

    public async Task<Experiment[]> ExperimentsAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<Experiment[]>("/api/experiments", cancellationToken))!;

    public async Task<DeploymentRecord[]> DeploymentsAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<DeploymentRecord[]>("/api/deployments", cancellationToken))!;

    public async Task<PositionBias[]> PositionBiasAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<PositionBias[]>("/api/position-bias", cancellationToken))!;

    public async Task UploadAsync(ModelUpload upload, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsJsonAsync("/api/models", upload, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
