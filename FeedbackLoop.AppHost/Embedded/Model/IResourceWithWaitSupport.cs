namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that starts only when others are healthy.</summary>
public interface IResourceWithWaitSupport : IResource
{
    IList<IResource> WaitsFor { get; }
}
