namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that is started with environment variables.</summary>
public interface IResourceWithEnvironment : IResource
{
    /// <summary>Called in order when the resource starts, each with what the ones before it have set.</summary>
    IList<Action<IDictionary<string, string>>> Environment { get; }
}
