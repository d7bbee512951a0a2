using Microsoft.Extensions.Configuration;

namespace FeedbackLoop.ServiceDefaults.Discovery;

/// <summary>Where the services are, from configuration as Aspire injects it: <c>services:search-api:http:0</c> and so on.</summary>
internal sealed class ServiceEndpoints(IConfiguration configuration)
{
    private uint _turn;

    /// <summary>
    /// The address to send a request for <paramref name="uri"/> to. A host that is no service stays as it is. Schemes may be given by preference, as in
    /// <c>https+http://search-api</c>; several addresses of one service take turns.
    /// </summary>
    public Uri Resolve(Uri uri)
    {
        var service = configuration.GetSection("services").GetSection(uri.Host);
        foreach (var scheme in uri.Scheme.Split('+'))
        {
            var addresses = service.GetSection(scheme).GetChildren().Select(child => child.Value).OfType<string>().ToArray();
            if (addresses.Length > 0)
            {
                var address = new Uri(addresses[Interlocked.Increment(ref _turn) % addresses.Length]);
                return new UriBuilder(uri) { Scheme = address.Scheme, Host = address.Host, Port = address.Port }.Uri;
            }
        }
        return uri.Scheme.Contains('+', StringComparison.Ordinal) ? new UriBuilder(uri) { Scheme = uri.Scheme.Split('+')[^1] }.Uri : uri;
    }
}
