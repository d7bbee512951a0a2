using Aspire.Hosting.Azure;
using Azure.Provisioning.EventHubs;
using Azure.Provisioning.PostgreSql;
using Azure.Provisioning.Primitives;

namespace FeedbackLoop.AppHost;

internal static class AzureStores
{
    /// <summary>Services of Azure, all of which know our services by their managed identity: there is no password anywhere.</summary>
    public static Stores AddAzureStores(this IDistributedApplicationBuilder builder)
    {
        var feedbackDb = builder.AddAzurePostgresFlexibleServer("postgres")
            .ConfigureInfrastructure(ConfigurePostgres)
            .AddDatabase("feedbackdb");

        var eventHubs = builder.AddAzureEventHubs("eventhubs").ConfigureInfrastructure(ConfigureEventHubs);
        eventHubs.AddHub("events", "feedbackloop-events").WithProperties(hub => hub.PartitionCount = 12);
        eventHubs.AddHub("dead-letters", "feedbackloop-dead-letters").WithProperties(hub => hub.PartitionCount = 1);

        // The Kafka endpoint of the namespace. Its clients ask for tokens as EventLog__Kafka__Authentication in ContainerApps.cs tells them to.
        var kafka = builder.AddConnectionString("kafka", ReferenceExpression.Create($"{eventHubs.Resource.HostName}:9093"));

        var redis = builder.AddAzureManagedRedis("redis");

        return new(feedbackDb, EventLog: kafka, FeatureCache: redis);
    }

    private static void ConfigurePostgres(AzureResourceInfrastructure infrastructure)
    {
        var server = infrastructure.GetProvisionableResources().OfType<PostgreSqlFlexibleServer>().Single();

        // Aspire's default, one burstable core, is for trying out.
        server.Sku = new PostgreSqlFlexibleServerSku { Name = "Standard_D2ds_v5", Tier = PostgreSqlFlexibleServerSkuTier.GeneralPurpose };

        // In Azure an extension has to be on this list before anybody can create it.
        var extensions = new PostgreSqlFlexibleServerConfiguration("extensions")
        {
            Parent = server,
            Name = "azure.extensions",
            Value = "PG_TRGM,UNACCENT,VECTOR",
            Source = "user-override",
        };

        // A server takes one change at a time and refuses those that come meanwhile.
        foreach (var change in infrastructure.GetProvisionableResources().OfType<ProvisionableResource>())
        {
            if (change is PostgreSqlFlexibleServerDatabase or PostgreSqlFlexibleServerFirewallRule)
            {
                extensions.DependsOn.Add(change);
            }
        }

        infrastructure.Add(extensions);
    }

    private static void ConfigureEventHubs(AzureResourceInfrastructure infrastructure)
    {
        // One throughput unit takes a thousand events a second; more are bought, and paid, when they are needed.
        var hubs = infrastructure.GetProvisionableResources().OfType<EventHubsNamespace>().Single();
        hubs.IsAutoInflateEnabled = true;
        hubs.MaximumThroughputUnits = 20;

        foreach (var hub in infrastructure.GetProvisionableResources().OfType<EventHub>())
        {
            // As far back as features can be rebuilt. Seven days are what the standard tier gives; premium has ninety.
            hub.RetentionDescription = new RetentionDescription { CleanupPolicy = CleanupPolicyRetentionDescription.Delete, RetentionTimeInHours = 168 };
        }
    }
}
