using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace FeedbackLoop.SearchApi.Understanding;

/// <summary>Any service with OpenAI's chat endpoint (POST chat/completions), for texts alone: no tools, no pictures.</summary>
/// <param name="http">Without an address of its own.</param>
/// <param name="endpoint">The API's base address.</param>
public sealed class ChatCompletionClient(HttpClient http, Uri endpoint, string model, string? key) : IChatClient
{
    private const int MaxAnswer = 256 * 1024;
    private readonly Uri _address = new UriBuilder(endpoint) { Path = endpoint.AbsolutePath.TrimEnd('/') + "/chat/completions" }.Uri;
    private readonly ChatClientMetadata _metadata = new("openai-compatible", endpoint, model);

    /// <exception cref="HttpRequestException">The service cannot be reached or refused.</exception>
    /// <exception cref="InvalidDataException">Its answer makes no sense.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = JsonContent.Create(new Dictionary<string, object?>
            {
                ["model"] = options?.ModelId ?? model,
                ["messages"] = messages.Select(message => new { role = message.Role.Value, content = message.Text }),
                ["temperature"] = options?.Temperature,
                ["max_tokens"] = options?.MaxOutputTokens,
                ["response_format"] = options?.ResponseFormat is ChatResponseFormatJson ? new { type = "json_object" } : null,
            }.Where(field => field.Value is not null).ToDictionary()),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = string.IsNullOrEmpty(key) ? null : new("Bearer", key);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(MaxAnswer, cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var text = json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
            return new(new ChatMessage(ChatRole.Assistant, text)) { ModelId = model };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("The chat service's answer holds no message.", exception);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType?.IsInstanceOfType(this) == true ? this : null;

    public void Dispose() => http.Dispose();
}
