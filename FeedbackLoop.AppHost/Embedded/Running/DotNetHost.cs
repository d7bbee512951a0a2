using System.Runtime.InteropServices;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>The <c>dotnet</c> program of the runtime that we run on ourselves.</summary>
internal static class DotNetHost
{
    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
