using System.Text.Json;

namespace FeedbackLoop.AppHost.Embedded.Running;

/// <summary>The first launch profile of a project (Properties/launchSettings.json) that runs the project.</summary>
/// <param name="Port">The port of its application URL; 0 for any.</param>
/// <param name="Environment">Its environment variables.</param>
internal sealed record LaunchProfile(int Port, IReadOnlyDictionary<string, string> Environment)
{
    public static LaunchProfile Read(string projectPath)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return new(0, new Dictionary<string, string>());
        }
        using var settings = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var profile in settings.RootElement.GetProperty("profiles").EnumerateObject().Select(property => property.Value))
        {
            if (profile.GetProperty("commandName").GetString() == "Project")
            {
                var url = profile.TryGetProperty("applicationUrl", out var urls)
                    ? urls.GetString()!.Split(';').FirstOrDefault(text => text.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
                    : null;
                var environment = profile.TryGetProperty("environmentVariables", out var variables)
                    ? variables.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.ToString())
                    : [];
                return new(url is null ? 0 : new Uri(url).Port, environment);
            }
        }
        return new(0, new Dictionary<string, string>());
    }
}
