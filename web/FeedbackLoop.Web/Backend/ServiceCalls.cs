using System.Net.Http.Json;
using System.Text.Json;

namespace FeedbackLoop.Web.Backend;

/// <summary>Calls to the services that end in an <see cref="Answer{T}"/>, whatever happens on the way.</summary>
public static class ServiceCalls
{
    public static Task<Answer<T>> GetAnswerAsync<T>(this HttpClient http, string path, CancellationToken ct) where T : class =>
        http.SendForAnswerAsync<T>(new HttpRequestMessage(HttpMethod.Get, path), ct);

    public static async Task<Answer<T>> SendForAnswerAsync<T>(this HttpClient http, HttpRequestMessage request, CancellationToken ct) where T : class
    {
        try
        {
            using var _ = request;
            using var response = await http.SendAsync(request, ct);
            if (!response.IsSuccessStatusCode) return new Answer<T>(null, await ReadProblemAsync(response, ct));
            var value = await response.Content.ReadFromJsonAsync<T>(ct);
            return value is null ? Answer<T>.Failed(StatusCodes.Status502BadGateway, "The service sent an empty answer.") : Answer<T>.Of(value);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Answer<T>.Failed(StatusCodes.Status503ServiceUnavailable, "The service cannot be reached.");
        }
        catch (JsonException)
        {
            return Answer<T>.Failed(StatusCodes.Status502BadGateway, "The service sent an answer that cannot be read.");
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is OperationCanceledException or TimeoutException)
        {
            return Answer<T>.Failed(StatusCodes.Status504GatewayTimeout, "The service took too long.");
        }
    }

    public static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json")
        {
            var details = await response.Content.ReadFromJsonAsync<HttpValidationProblemDetails>(ct);
            var detail = details?.Detail ?? details?.Errors.Values.SelectMany(reasons => reasons).FirstOrDefault();
            if (details?.Title is { } title) return new Problem(status, title, detail);
        }

        return new Problem(status, response.ReasonPhrase ?? "The service refused.", null);
    }
}
