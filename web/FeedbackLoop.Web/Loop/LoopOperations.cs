using FeedbackLoop.Web.Backend;

namespace FeedbackLoop.Web.Loop;

/// <summary>What operators do to the loop; Retraining does it, with the operator key that only this server knows.</summary>
public sealed class LoopOperations(IHttpClientFactory clients, LoopReader reader)
{
    /// <param name="kind">ranker or query-adapter; null for the first.</param>
    public Task<Problem?> RetrainAsync(string? kind, CancellationToken ct) => PostAsync("/api/runs", new { reason = "asked for on the loop's page", kind }, ct);

    public Task<Problem?> PromoteAsync(string version, CancellationToken ct) => PostAsync($"/api/models/{Uri.EscapeDataString(version)}/promote", new { }, ct);

    /// <param name="kind">ranker or query-adapter; null for the first.</param>
    public Task<Problem?> RollBackAsync(string? kind, CancellationToken ct) => PostAsync("/api/rollback", new { kind }, ct);

    public Task<Problem?> StopExperimentAsync(long id, CancellationToken ct) => PostAsync($"/api/experiments/{id}/stop", new { }, ct);

    /// <returns>null when it was done.</returns>
    private async Task<Problem?> PostAsync(string path, object body, CancellationToken ct)
    {
        using var http = clients.CreateClient(LoopReader.OperatorClient);
        try
        {
            using var response = await http.PostAsJsonAsync("http://retraining" + path, body, ct);
            reader.Forget();
            return response.IsSuccessStatusCode ? null : await ServiceCalls.ReadProblemAsync(response, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or OperationCanceledException)
        {
            return new Problem(StatusCodes.Status503ServiceUnavailable, "Retraining cannot be reached.", "Nothing was changed.");
        }
    }
}
