using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace FeedbackLoop.SearchApi.Speech;

/// <summary>Speech to text by any service with OpenAI's transcription endpoint (POST audio/transcriptions, multipart/form-data): OpenAI, Azure OpenAI, or one's own
/// whisper.cpp, faster-whisper, vLLM and the like.</summary>
/// <param name="http">Without an address and without a time limit of its own.</param>
/// <param name="endpoint">The API's base address, such as https://api.openai.com/v1; or the whole address of its transcription endpoint, query included.</param>
/// <param name="timeLimit">For the whole call.</param>
public sealed class TranscriptionClient(HttpClient http, Uri endpoint, string model, string? key, TimeSpan timeLimit, TimeProvider time, ILogger logger) : ISpeechToTextClient
{
    private const string Path = "/audio/transcriptions";
    private const int MaxAnswer = 64 * 1024, MaxText = 10_000;
    private readonly SpeechToTextClientMetadata _metadata = new("openai-compatible", endpoint, model);
    private readonly Uri _address = endpoint.AbsolutePath.EndsWith(Path, StringComparison.Ordinal)
        ? endpoint
        : new UriBuilder(endpoint) { Path = endpoint.AbsolutePath.TrimEnd('/') + Path }.Uri;

    /// <param name="audioSpeechStream">A WAV file.</param>
    /// <exception cref="TimeoutException">The service took too long.</exception>
    /// <exception cref="IOException">The service cannot be reached, refused, or answered nonsense.</exception>
    public async Task<SpeechToTextResponse> GetTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audioSpeechStream);
        using var limit = new CancellationTokenSource(timeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = Request(audioSpeechStream, options);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var answer = await ReadAsync(response.Content, either.Token);
            if (response.IsSuccessStatusCode)
            {
                return new(Text(answer)) { ModelId = options?.ModelId ?? model };
            }

            // What the service says may speak of accounts and keys: it is for the operator.
            logger.LogError("{Address} answered {Status}: {Answer}", _address.GetLeftPart(UriPartial.Path), (int)response.StatusCode, System.Text.Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, 2000))));
            throw new IOException($"The speech recogniser refused with {(int)response.StatusCode}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The speech recogniser took longer than {timeLimit.TotalSeconds:0.#} seconds.");
        }
        catch (HttpRequestException exception)
        {
            logger.LogError(exception, "{Address} cannot be reached", _address.GetLeftPart(UriPartial.Path));
            throw new IOException("The speech recogniser cannot be reached.", exception);
        }
    }

    public async IAsyncEnumerable<SpeechToTextResponseUpdate> GetStreamingTextAsync(
        Stream audioSpeechStream, SpeechToTextOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetTextAsync(audioSpeechStream, options, cancellationToken)).ToSpeechToTextResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(SpeechToTextClientMetadata) ? _metadata
        : serviceType?.IsInstanceOfType(this) == true ? this : null;

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(Stream audio, SpeechToTextOptions? options)
    {
        var file = new StreamContent(audio) { Headers = { ContentType = new("audio/wav") } };
        var form = new MultipartFormDataContent
        {
            { file, "file", "speech.wav" },
            { new StringContent(options?.ModelId ?? model), "model" },
            { new StringContent("json"), "response_format" },
        };
        if (options?.SpeechLanguage is { } language)
        {
            form.Add(new StringContent(language), "language");
        }

        var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = form };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (!string.IsNullOrEmpty(key))
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        return request;
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var answer = new byte[MaxAnswer + 1];
        var length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MaxAnswer ? answer[..length] : throw new IOException("The speech recogniser's answer is too long.");
    }

    private static string Text(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
            {
                var said = text.GetString()!;
                return string.Join(' ', said[..Math.Min(said.Length, MaxText)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new IOException("The speech recogniser's answer holds no text.");
    }
}
