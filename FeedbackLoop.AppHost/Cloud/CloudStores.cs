namespace FeedbackLoop.AppHost;

internal static class CloudStores
{
    /// <summary>PostgreSQL, Kafka and Redis: as services of Azure when this is published for it, as containers on this machine and in Docker Compose.</summary>
    public static Stores AddStores(this IDistributedApplicationBuilder builder) =>
        builder.IsForAzure() ? builder.AddAzureStores() : builder.AddContainerStores();
}
