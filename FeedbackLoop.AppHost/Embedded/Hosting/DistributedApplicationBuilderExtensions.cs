namespace Aspire.Hosting;

public static class DistributedApplicationBuilderExtensions
{
    /// <summary>For changing a resource that is in the application already, by its name.</summary>
    public static IResourceBuilder<T> CreateResourceBuilder<T>(this IDistributedApplicationBuilder builder, string name) where T : IResource =>
        builder.Resources.FirstOrDefault(resource => string.Equals(resource.Name, name, StringComparison.OrdinalIgnoreCase)) is T resource
            ? builder.CreateResourceBuilder(resource)
            : throw new InvalidOperationException($"There is no {typeof(T).Name} of the name {name}.");
}
