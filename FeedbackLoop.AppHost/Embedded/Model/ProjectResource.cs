namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project of this solution, run as a process.</summary>
public sealed class ProjectResource(string name, IProjectMetadata project)
    : Resource(name), IResourceWithEnvironment, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    public IList<Action<IDictionary<string, string>>> Environment { get; } = [];

    public IList<IResource> WaitsFor { get; } = [];

    public Uri? Address { get; set; }

    public bool IsExternal { get; set; }

    public string? HealthPath { get; set; }

    internal IProjectMetadata Project { get; } = project;
}
