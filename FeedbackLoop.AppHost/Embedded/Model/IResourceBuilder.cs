namespace Aspire.Hosting.ApplicationModel;

/// <summary>What the <c>With…</c> and <c>WaitFor</c> calls of AppHost.cs hang on.</summary>
public interface IResourceBuilder<out T> where T : IResource
{
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    T Resource { get; }
}
