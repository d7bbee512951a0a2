using Aspire.Hosting.Azure;
using Azure.Provisioning.AppContainers;
using Azure.Provisioning.EventHubs;

namespace FeedbackLoop.AppHost;

internal static class ContainerApps
{
    /// <summary>Azure Container Apps, with the environment's dashboard for traces, metrics and logs; how large each service is and by what it grows.</summary>
    public static void AddContainerApps(this IDistributedApplicationBuilder builder, IEnumerable<IResourceBuilder<ProjectResource>> services)
    {
        builder.AddAzureContainerAppEnvironment("apps");

        // One identity for all services: the tables that db-manager makes belong to it in PostgreSQL, so the others have to be the same to use them.
        var identity = builder.AddAzureUserAssignedIdentity("feedbackloop")
            .WithRoleAssignments(builder.CreateResourceBuilder<AzureEventHubsResource>("eventhubs"), EventHubsBuiltInRole.AzureEventHubsDataOwner);

        foreach (var service in services)
        {
            service
                .WithAzureUserAssignedIdentity(identity)
                .WithEnvironment("EventLog__Kafka__Authentication", "Entra");
            _ = service.Resource.Name switch
            {
                "web" => service.RunsOn(cpu: 0.5, memory: "1Gi", maxReplicas: 5, requestsPerReplica: 100),
                // Keeps the vector index in memory.
                "search-api" => service.RunsOn(cpu: 1, memory: "2Gi", maxReplicas: 10, requestsPerReplica: 30),
                "event-collector" => service.RunsOn(cpu: 0.5, memory: "1Gi", maxReplicas: 10, requestsPerReplica: 200),
                // Trains rankers: as much as a container gets without a workload profile of its own.
                "retraining" => service.RunsOn(cpu: 4, memory: "8Gi", maxReplicas: 1),
                // Imports the catalogue and trains the embedder.
                "db-manager" => service.RunsOn(cpu: 2, memory: "4Gi", maxReplicas: 1),
                _ => service.RunsOn(cpu: 1, memory: "2Gi", maxReplicas: 1),
            };
        }
    }

    /// <summary>Runs at least one replica, and more, up to the limit, when each has more than so many requests at the same time.</summary>
    private static IResourceBuilder<ProjectResource> RunsOn(
        this IResourceBuilder<ProjectResource> service, double cpu, string memory, int maxReplicas, int? requestsPerReplica = null) =>
        service.PublishAsAzureContainerApp((_, app) =>
        {
            app.Template.Containers[0].Value!.Resources = new AppContainerResources { Cpu = cpu, Memory = memory };
            app.Template.Scale.MinReplicas = 1;
            app.Template.Scale.MaxReplicas = maxReplicas;
            if (requestsPerReplica is { } requests)
            {
                app.Template.Scale.Rules =
                [
                    new ContainerAppScaleRule
                    {
                        Name = "requests",
                        Http = new ContainerAppHttpScaleRule { Metadata = { { "concurrentRequests", requests.ToString(System.Globalization.CultureInfo.InvariantCulture) } } },
                    },
                ];
            }
        });
}
