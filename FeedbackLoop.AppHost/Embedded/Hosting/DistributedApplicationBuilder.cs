using FeedbackLoop.AppHost.Embedded.Running;
using FeedbackLoop.AppHost.Embedded.Testing;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly List<IResource> _resources = [];

    public DistributedApplicationBuilder(string[] args)
    {
        CommandLine = CommandLine.Parse(args);
        Configuration.AddEnvironmentVariables();
        Configuration.AddInMemoryCollection(CommandLine.Settings);
        DataFolder = CommandLine.DataFolder ?? Path.Combine(Path.GetDirectoryName(AppHostDirectory)!, ".feedbackloop");
        Keys = new Lazy<KeyFile>(() => new KeyFile(DataFolder));
    }

    public string AppHostDirectory { get; } = Projects.FeedbackLoop_AppHost.ProjectPath;

    public ConfigurationManager Configuration { get; } = new();

    public IReadOnlyCollection<IResource> Resources => _resources;

    internal CommandLine CommandLine { get; }

    /// <summary>Everything that a run keeps: the database, keys, logs.</summary>
    internal string DataFolder { get; set; }

    /// <summary>Where the resources' lines go.</summary>
    internal TextWriter Output { get; set; } = Console.Out;

    /// <summary>Whether every resource gets any free port instead of the one in its launch profile.</summary>
    internal bool RandomPorts { get; set; }

    internal Lazy<KeyFile> Keys { get; }

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        if (_resources.Any(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new DistributedApplicationException($"There are two resources of the name {resource.Name}.");
        }
        _resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        // In a test the builder first goes to the test, which may change it.
        EntryPointSession.Current?.HandOver(this);
        return new DistributedApplication(this);
    }
}
