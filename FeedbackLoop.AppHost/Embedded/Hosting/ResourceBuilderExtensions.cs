using System.Globalization;

namespace Aspire.Hosting;

public static class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.With(environment => environment[name] = value ?? "");

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment => builder.With(environment => environment[name] = parameter.Resource.Value);

    /// <summary>Gives the connection string of the source, as <c>ConnectionStrings__NAME</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source)
        where TDestination : IResourceWithEnvironment =>
        builder.With(environment =>
            environment[$"ConnectionStrings__{source.Resource.Name}"] = source.Resource.GetConnectionStringAsync().AsTask().GetAwaiter().GetResult() ?? "");

    /// <summary>Gives the address of the source, as <c>services__NAME__http__0</c> and <c>NAME_HTTP</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment =>
        builder.With(environment =>
        {
            var (name, address) = (source.Resource.Name, source.Resource.Address!);
            var url = address.GetLeftPart(UriPartial.Authority);
            environment[$"services__{name}__{address.Scheme}__0"] = url;
            environment[$"{name.Replace('-', '_').ToUpper(CultureInfo.InvariantCulture)}_{address.Scheme.ToUpperInvariant()}"] = url;
        });

    /// <summary>Starts the resource only when the other is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport
    {
        builder.Resource.WaitsFor.Add(dependency.Resource);
        return builder;
    }

    /// <summary>The resource is healthy when this path of it answers 200.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null) where T : IResourceWithEndpoints
    {
        builder.Resource.HealthPath = path ?? "/";
        return builder;
    }

    /// <summary>People, too, are meant to open the resource, not only the other resources.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder) where T : IResourceWithEndpoints
    {
        builder.Resource.IsExternal = true;
        return builder;
    }

    private static IResourceBuilder<T> With<T>(this IResourceBuilder<T> builder, Action<IDictionary<string, string>> set) where T : IResourceWithEnvironment
    {
        builder.Resource.Environment.Add(set);
        return builder;
    }
}
