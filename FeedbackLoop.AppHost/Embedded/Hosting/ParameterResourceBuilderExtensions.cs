namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>A value from configuration (<c>Parameters:NAME</c>); where there is none, one that is made now and, if it is to persist, kept.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        var keys = ((DistributedApplicationBuilder)builder).Keys;
        return builder.AddResource(new ParameterResource(
            name,
            () => builder.Configuration[$"Parameters:{name}"] ?? (persist ? keys.Value.GetOrAdd(name, value.GetDefaultValue) : value.GetDefaultValue()),
            secret));
    }
}
