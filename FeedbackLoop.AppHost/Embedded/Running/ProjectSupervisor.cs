using System.Diagnostics;
using FeedbackLoop.AppHost.Embedded.Processes;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>Runs a project of the solution as Aspire would: its launch profile, its environment, its own folder.</summary>
internal sealed class ProjectSupervisor(
    ProjectResource project, LaunchProfile profile, HttpClient http, ResourceNotificationService notifications, ResourceLog log, TimeProvider time)
    : ResourceSupervisor(project, notifications, log, time)
{
    /// <summary>What the AppHost was told for itself, not for its resources.</summary>
    private static readonly string[] OwnVariables =
        ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_URLS", "DOTNET_LAUNCH_PROFILE", "URLS", "DOTNET_STARTUP_HOOKS"];

    protected override IEnumerable<IResource> WaitsFor => project.WaitsFor;

    protected override Task<ResourceProcess> StartProcessAsync(CancellationToken cancellationToken)
    {
        var assembly = project.Project.TargetPath;
        if (!File.Exists(assembly))
        {
            throw new DistributedApplicationException($"{project.Name} has not been built, there is no {assembly}: run `dotnet build`.");
        }
        var start = Launcher.OwnSession(DotNetHost.Path, assembly);
        start.WorkingDirectory = Path.GetDirectoryName(project.Project.ProjectPath)!;
        foreach (var (name, value) in ResourceEnvironment())
        {
            start.Environment[name] = value;
        }
        foreach (var name in OwnVariables.Where(name => name != "ASPNETCORE_URLS"))
        {
            start.Environment.Remove(name);
        }
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Receive(line.Data);
        process.ErrorDataReceived += (_, line) => Receive(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return Task.FromResult(new ResourceProcess(process));

        void Receive(string? line)
        {
            if (line is not null)
            {
                Log.Write(line, toTerminal: true);
            }
        }
    }

    protected override async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        if (project.HealthPath is null)
        {
            return true;
        }
        try
        {
            using var response = await http.GetAsync(new Uri(project.Address!, project.HealthPath), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>Later ones override earlier ones: defaults, launch profile, then AppHost.cs. What the person has set in the shell stands above the first two.</summary>
    internal Dictionary<string, string> ResourceEnvironment()
    {
        Dictionary<string, string> environment = new()
        {
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning",
        };
        foreach (var (name, value) in profile.Environment)
        {
            environment[name] = value;
        }
        foreach (var name in environment.Keys.Where(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }).ToArray())
        {
            environment.Remove(name);
        }
        environment["ASPNETCORE_URLS"] = project.Address!.GetLeftPart(UriPartial.Authority);
        // The receiver's address, OTEL_EXPORTER_OTLP_ENDPOINT, is inherited.
        environment["OTEL_SERVICE_NAME"] = project.Name;
        environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.NewGuid():N}";
        foreach (var set in project.Environment)
        {
            set(environment);
        }
        return environment;
    }
}
