namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that others reach by HTTP.</summary>
public interface IResourceWithEndpoints : IResource
{
    /// <summary>Where it listens; null until the application starts.</summary>
    Uri? Address { get; set; }

    /// <summary>Whether people are meant to open it.</summary>
    bool IsExternal { get; set; }

    /// <summary>The path that answers 200 when the resource is healthy; null: healthy as soon as it runs.</summary>
    string? HealthPath { get; set; }
}
