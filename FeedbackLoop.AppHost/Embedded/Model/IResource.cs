namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: a process, a database, a parameter.</summary>
public interface IResource
{
    string Name { get; }
}
