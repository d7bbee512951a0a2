namespace Aspire.Hosting;

/// <summary>Where a project of the solution is; the build writes one class for each project that the AppHost refers to.</summary>
public interface IProjectMetadata
{
    string ProjectPath { get; }

    /// <summary>The assembly that the build has made. Aspire asks MSBuild when it starts a project; here the build has written it down.</summary>
    string TargetPath { get; }
}
