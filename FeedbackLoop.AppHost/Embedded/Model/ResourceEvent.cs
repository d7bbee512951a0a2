namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource and what it is doing at the moment.</summary>
public sealed record ResourceEvent(IResource Resource, CustomResourceSnapshot Snapshot);
