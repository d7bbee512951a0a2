#pragma warning disable ASPIREPROBES001 // WithHttpProbe is still marked experimental.

using Microsoft.Extensions.Configuration;

namespace FeedbackLoop.AppHost;

internal static class Deployment
{
    /// <summary>What the AppHost is configured with here when it is published reaches the services; on this machine they inherit its environment anyway.</summary>
    private static readonly string[] Sections = ["Authentication", "Collector", "Features", "Retraining", "Search", "Shop", "Speech", "VectorStore"];

    /// <summary>
    /// What every service needs beyond this machine: the seams' providers, probes, and a place to run. Azure Container Apps by default, Docker Compose for teams
    /// without Azure. Call it when all services have been added.
    /// </summary>
    public static void AddDeployment(this IDistributedApplicationBuilder builder)
    {
        var services = builder.Resources.OfType<ProjectResource>().Where(project => project.Name != Shoppers.Name).Select(builder.CreateResourceBuilder).ToList();
        foreach (var service in services)
        {
            service.WithEnvironment("EventLog__Provider", "kafka").WithEnvironment("FeatureCache__Provider", "redis");
            if (builder.ExecutionContext.IsPublishMode)
            {
                service.WithConfigurationOf(builder.Configuration, Sections)
                    // A service may rehearse for a while before it listens.
                    .WithHttpProbe(ProbeType.Startup, "/alive", periodSeconds: 15, failureThreshold: 10)
                    .WithHttpProbe(ProbeType.Liveness, "/alive", periodSeconds: 10)
                    .WithHttpProbe(ProbeType.Readiness, "/health", periodSeconds: 10, timeoutSeconds: 5);
                if (!service.Resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.IsExternal))
                {
                    // Its only clients are the other services, each at one address for many people: the limit of one person is not for them.
                    service.WithEnvironment("RateLimits__PerSecond", "100000").WithEnvironment("RateLimits__Burst", "100000");
                }
            }
        }

        if (builder.IsForAzure())
        {
            builder.AddContainerApps(services);
        }
        else if (builder.IsForCompose())
        {
            builder.AddDockerComposeEnvironment("compose");
        }
    }

    private static IResourceBuilder<ProjectResource> WithConfigurationOf(
        this IResourceBuilder<ProjectResource> service, IConfiguration configuration, IEnumerable<string> sections)
    {
        foreach (var (key, value) in sections.SelectMany(section => configuration.GetSection(section).AsEnumerable()).Where(setting => setting.Value is not null))
        {
            service.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
        }

        return service;
    }
}
