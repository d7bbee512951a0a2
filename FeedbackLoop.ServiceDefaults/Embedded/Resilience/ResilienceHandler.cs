using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace FeedbackLoop.ServiceDefaults.Resilience;

/// <summary>Sends each request through the pipeline of its host. Callers see only the exceptions that HttpClient has anyway.</summary>
internal sealed class ResilienceHandler(HttpResilience resilience) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await resilience.For(request).ExecuteAsync(
                static async (state, cancellation) => await state.Handler.SendOnceAsync(state.Request, cancellation),
                (Handler: this, Request: request),
                cancellationToken);
        }
        catch (Exception failure) when (failure is BrokenCircuitException or TimeoutRejectedException)
        {
            throw new HttpRequestException($"{request.RequestUri!.Authority} does not answer at the moment.", failure);
        }
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);
}
