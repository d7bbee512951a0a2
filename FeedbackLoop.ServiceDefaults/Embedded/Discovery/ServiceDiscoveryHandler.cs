namespace FeedbackLoop.ServiceDefaults.Discovery;

/// <summary>Sends requests for <c>http://search-api/…</c> to where that service is.</summary>
internal sealed class ServiceDiscoveryHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!;
        request.RequestUri = endpoints.Resolve(asked);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // A retry resolves again, and may find another address.
            request.RequestUri = asked;
        }
    }
}
