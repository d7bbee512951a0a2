using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Collects the resources of the application.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>The folder of the AppHost project.</summary>
    string AppHostDirectory { get; }

    /// <summary>Environment variables, and over them the command line.</summary>
    ConfigurationManager Configuration { get; }

    IReadOnlyCollection<IResource> Resources { get; }

    IResourceBuilder<T> AddResource<T>(T resource) where T : IResource;

    /// <summary>For changing a resource that is in the application already.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource;

    DistributedApplication Build();
}
