using Polly.CircuitBreaker;
using Polly.Timeout;

namespace FeedbackLoop.ServiceDefaults;

/// <summary>Callers see only the exceptions that HttpClient has anyway, not those of the resilience pipeline.</summary>
internal sealed class UnavailableHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (Exception failure) when (failure is BrokenCircuitException or TimeoutRejectedException)
        {
            throw new HttpRequestException($"{request.RequestUri!.Authority} does not answer at the moment.", failure);
        }
    }
}
