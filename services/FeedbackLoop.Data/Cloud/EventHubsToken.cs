using Azure.Core;
using Azure.Identity;
using Confluent.Kafka;

namespace FeedbackLoop.Data.Cloud;

/// <summary>
/// Signs in to the Kafka endpoint of Event Hubs as the service's own identity: SASL/OAUTHBEARER with a token of Microsoft Entra ID for the namespace
/// (Azure documentation, "Azure Event Hubs for Apache Kafka", Security and authentication). No key is stored anywhere.
/// </summary>
internal sealed class EventHubsToken
{
    private readonly TokenCredential _credential = new DefaultAzureCredential();
    private readonly string _host;

    /// <param name="bootstrapServers"><c>NAMESPACE.servicebus.windows.net:9093</c>.</param>
    public EventHubsToken(string? bootstrapServers) =>
        _host = bootstrapServers?.Split(',', ':')[0] is { Length: > 0 } host
            ? host
            : throw new InvalidOperationException("There is no connection string: set ConnectionStrings:kafka to NAMESPACE.servicebus.windows.net:9093.");

    public void Configure(ClientConfig config)
    {
        config.SecurityProtocol = SecurityProtocol.SaslSsl;
        config.SaslMechanism = SaslMechanism.OAuthBearer;
    }

    public void Provide(ProducerBuilder<byte[], byte[]> producer) => producer.SetOAuthBearerTokenRefreshHandler((client, _) => Refresh(client));

    public void Provide(ConsumerBuilder<byte[], byte[]> consumer) => consumer.SetOAuthBearerTokenRefreshHandler((client, _) => Refresh(client));

    /// <summary>Called by the client when it has no token or its token has lived four fifths of its time.</summary>
    private void Refresh(IClient client)
    {
        try
        {
            var token = _credential.GetToken(new TokenRequestContext([$"https://{_host}/.default"]), CancellationToken.None);
            client.OAuthBearerSetToken(token.Token, token.ExpiresOn.ToUnixTimeMilliseconds(), principalName: _host);
        }
        catch (Exception failure)
        {
            // The client asks again.
            client.OAuthBearerSetTokenFailure(failure.Message);
        }
    }
}
