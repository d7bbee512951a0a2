namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    /// <summary>A project of the solution, with the address and the environment of its launch profile.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() => builder.AddResource(new ProjectResource(name, new TProject()));
}
