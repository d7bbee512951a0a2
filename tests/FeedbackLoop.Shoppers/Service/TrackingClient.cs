using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace FeedbackLoop.Shoppers.Service;

/// <summary>EventCollector over HTTP, as a Segment SDK speaks to it.</summary>
public sealed class TrackingClient : IDisposable
{
    private readonly HttpClient _http;

    public TrackingClient(Uri address, string writeKey)
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(writeKey + ":")));
    }

    public async Task SendAsync(IReadOnlyList<JsonObject> events, DateTimeOffset sentAt, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsJsonAsync("/v1/batch",
            new JsonObject { ["batch"] = new JsonArray([.. events]), ["sentAt"] = sentAt.ToString("O") }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
